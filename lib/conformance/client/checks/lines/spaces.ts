import type { BrokenLine } from './broken-line.js';

const STRIPS = 'It strips the line before it reads it: only the LF may go.';
const SPLITS = 'It splits the line at any white space: the words are separated by exactly one space.';

/** Lines in which more or less than one space stands where one belongs, or another character than LF ends the line. */
export const SPACE_LINES: readonly BrokenLine[] = [
  {
    name: 'cr_hello',
    turn: 'hello',
    wrong: 'HELLO with a CR before its LF',
    cause: STRIPS,
    line: () => 'HELLO\r',
  },
  {
    name: 'cr_work',
    turn: 'work',
    wrong: 'WORK with a CR before its LF',
    cause: STRIPS,
    line: (random) => `WORK ${random.token()} 6\r`,
  },
  {
    name: 'cr_request',
    turn: 'request',
    wrong: 'A request with a CR before its LF',
    cause: STRIPS,
    line: (random) => `FULL_NAME ${random.token(8)}\r`,
  },
  {
    name: 'cr_done',
    turn: 'done',
    wrong: 'DONE with a CR before its LF',
    cause: STRIPS,
    line: () => 'DONE\r',
  },
  {
    name: 'cr_alone',
    turn: 'hello',
    wrong: 'Two commands with only a CR between them',
    cause: 'It reads lines that end with CR, LF or both: only an LF ends a line.',
    line: () => 'HELLO\rHELLO',
  },
  {
    name: 'two_spaces_work',
    turn: 'work',
    wrong: 'WORK with two spaces between its words',
    cause: SPLITS,
    line: (random) => `WORK ${random.token()}  6`,
  },
  {
    name: 'two_spaces_request',
    turn: 'request',
    wrong: 'A request with two spaces between its words',
    cause: SPLITS,
    line: (random) => `FULL_NAME  ${random.token(8)}`,
  },
  {
    name: 'space_before_hello',
    turn: 'hello',
    wrong: 'A space before HELLO',
    cause: STRIPS,
    line: () => ' HELLO',
  },
  {
    name: 'space_after_hello',
    turn: 'hello',
    wrong: 'A space after HELLO',
    cause: STRIPS,
    line: () => 'HELLO ',
  },
  {
    name: 'space_before_work',
    turn: 'work',
    wrong: 'A space before WORK',
    cause: STRIPS,
    line: (random) => ` WORK ${random.token()} 6`,
  },
  {
    name: 'space_before_request',
    turn: 'request',
    wrong: 'A space before a name',
    cause: STRIPS,
    line: (random) => ` FULL_NAME ${random.token(8)}`,
  },
  {
    name: 'space_after_request',
    turn: 'request',
    wrong: 'A space after a random string',
    cause: STRIPS,
    line: (random) => `FULL_NAME ${random.token(8)} `,
  },
  {
    name: 'space_after_done',
    turn: 'done',
    wrong: 'A space after DONE',
    cause: STRIPS,
    line: () => 'DONE ',
  },
  {
    name: 'tab_work',
    turn: 'work',
    wrong: 'WORK with a tab between its words',
    cause: SPLITS,
    line: (random) => `WORK ${random.token()}\t6`,
  },
  {
    name: 'tab_request',
    turn: 'request',
    wrong: 'A request with a tab between its words',
    cause: SPLITS,
    line: (random) => `FULL_NAME\t${random.token(8)}`,
  },
  {
    name: 'empty_first',
    turn: 'hello',
    wrong: 'An empty line before HELLO',
    cause: 'It skips empty lines.',
    line: () => '\nHELLO',
  },
  {
    name: 'empty_later',
    turn: 'request',
    wrong: 'An empty line where a request belongs',
    cause: 'It skips empty lines.',
    line: (random) => `\nFULL_NAME ${random.token(8)}`,
  },
  {
    name: 'only_a_space',
    turn: 'request',
    wrong: 'A line of one space',
    cause: 'It skips blank lines, or takes empty words.',
    line: () => ' ',
  },
];
