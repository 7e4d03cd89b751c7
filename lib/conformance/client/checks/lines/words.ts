import type { BrokenLine } from './broken-line.js';

const FOLDS = 'It compares words without regard to case.';
const PREFIX = 'It looks only at the first word, or the first letters, of the line.';
const COUNT = 'It does not count the words of the line.';
const LENGTH = 'It does not check the length of a word: 128 characters at most.';
const ALPHABET =
  'It does not check the characters of a word: a token and a random string consist of A-Za-z0-9_-.';
const NAMES = 'It takes every first word for a name: a name consists of A-Z, 0-9 and _.';
const TOO_LONG = 129;

/** Lines with a word that is none, or that does not belong there. */
export const WORD_LINES: readonly BrokenLine[] = [
  {
    name: 'case_hello',
    turn: 'hello',
    wrong: '"hello" for HELLO',
    cause: FOLDS,
    line: () => 'hello',
  },
  {
    name: 'case_hello_title',
    turn: 'hello',
    wrong: '"Hello" for HELLO',
    cause: FOLDS,
    line: () => 'Hello',
  },
  {
    name: 'case_work',
    turn: 'work',
    wrong: '"work" for WORK',
    cause: FOLDS,
    line: (random) => `work ${random.token()} 6`,
  },
  {
    name: 'case_name',
    turn: 'request',
    wrong: 'A name in lower case',
    cause: NAMES,
    line: (random) => `full_name ${random.token(8)}`,
  },
  {
    name: 'case_done',
    turn: 'done',
    wrong: '"done" for DONE',
    cause: FOLDS,
    line: () => 'done',
  },
  {
    name: 'unknown_word',
    turn: 'request',
    wrong: 'A word of lower-case letters',
    cause: NAMES,
    line: () => 'ping',
  },
  {
    name: 'hello_argument',
    turn: 'hello',
    wrong: 'HELLO with a second word',
    cause: PREFIX,
    line: () => 'HELLO 1',
  },
  {
    name: 'hello_longer',
    turn: 'hello',
    wrong: 'HELLOBACK for HELLO',
    cause: PREFIX,
    line: () => 'HELLOBACK',
  },
  {
    name: 'work_without_bits',
    turn: 'work',
    wrong: 'WORK without a number of bits',
    cause: COUNT,
    line: (random) => `WORK ${random.token()}`,
  },
  {
    name: 'work_with_more',
    turn: 'work',
    wrong: 'WORK with a fourth word',
    cause: COUNT,
    line: (random) => `WORK ${random.token()} 6 6`,
  },
  {
    name: 'work_without_token',
    turn: 'work',
    wrong: 'WORK with an empty token',
    cause: 'It takes an empty text for a token.',
    line: () => 'WORK  6',
  },
  {
    name: 'request_alone',
    turn: 'request',
    wrong: 'A request without a random string',
    cause: COUNT,
    line: () => 'FULL_NAME',
  },
  {
    name: 'request_with_nothing',
    turn: 'request',
    wrong: 'A request with an empty random string',
    cause: 'It takes an empty text for a random string.',
    line: () => 'FULL_NAME ',
  },
  {
    name: 'request_with_more',
    turn: 'request',
    wrong: 'A request with a third word',
    cause: COUNT,
    line: (random) => `FULL_NAME ${random.token(8)} ${random.token(8)}`,
  },
  {
    name: 'done_argument',
    turn: 'done',
    wrong: 'DONE with a second word',
    cause: PREFIX,
    line: (random) => `DONE ${random.token(8)}`,
  },
  {
    name: 'long_token',
    turn: 'work',
    wrong: 'A token of 129 characters',
    cause: LENGTH,
    line: (random) => `WORK ${random.token(TOO_LONG)} 6`,
  },
  {
    name: 'long_random_string',
    turn: 'request',
    wrong: 'A random string of 129 characters',
    cause: LENGTH,
    line: (random) => `FULL_NAME ${random.token(TOO_LONG)}`,
  },
  {
    name: 'long_name',
    turn: 'request',
    wrong: 'A name of 129 characters',
    cause: LENGTH,
    line: (random) => `${'N'.repeat(TOO_LONG)} ${random.token(8)}`,
  },
  {
    name: 'token_plus',
    turn: 'work',
    wrong: 'A token with a "+"',
    cause: ALPHABET,
    line: (random) => `WORK ${random.token(31)}+ 6`,
  },
  {
    name: 'token_accent',
    turn: 'work',
    wrong: 'A token with an "é"',
    cause: ALPHABET,
    line: (random) => `WORK ${random.token(31)}é 6`,
  },
  {
    name: 'token_nul',
    turn: 'work',
    wrong: 'A token with a NUL',
    cause: ALPHABET,
    line: (random) => `WORK ${random.token(16)}\0${random.token(15)} 6`,
  },
  {
    name: 'random_string_dot',
    turn: 'request',
    wrong: 'A random string with a "."',
    cause: ALPHABET,
    line: (random) => `FULL_NAME ${random.token(8)}.`,
  },
  {
    name: 'no_break_space',
    turn: 'request',
    wrong: 'A request with a no-break space between its words',
    cause: 'It splits or strips the line at any white space of Unicode.',
    line: (random) => `FULL_NAME\u00a0${random.token(8)}`,
  },
  {
    name: 'no_break_space_after',
    turn: 'request',
    wrong: 'A no-break space after a random string',
    cause: 'It strips any white space of Unicode.',
    line: (random) => `FULL_NAME ${random.token(8)}\u00a0`,
  },
  {
    name: 'name_hyphen',
    turn: 'request',
    wrong: 'A name with a "-"',
    cause: NAMES,
    line: (random) => `FULL-NAME ${random.token(8)}`,
  },
  {
    name: 'name_accent',
    turn: 'request',
    wrong: 'A name with an "É"',
    cause: 'It takes every upper-case letter of Unicode for one of a name: only A-Z are.',
    line: (random) => `PRÉNOM ${random.token(8)}`,
  },
];
