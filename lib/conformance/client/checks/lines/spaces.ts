import type { BrokenLine } from './broken-line.js';

const STRIPS = 'It strips the line before it reads it: only the LF may go.';
const SPLITS = 'It splits the line at any white space: the words are separated by exactly one space.';

/** Lines in which more or less than one space stands where one belongs, or another character than LF ends the line. */
export const SPACE_LINES: readonly BrokenLine[] = [
  {
    name: 'cr_hello',
    place: 'hello',
    wrong: 'HELLO with a CR before its LF is not HELLO',
    cause: STRIPS,
    line: () => 'HELLO\r',
  },
  {
    name: 'cr_work',
    place: 'work',
    wrong: 'WORK with a CR before its LF has no number of bits',
    cause: STRIPS,
    line: (random) => `WORK ${random.token()} 6\r`,
  },
  {
    name: 'cr_request',
    place: 'request',
    wrong: 'A request with a CR before its LF has no random string',
    cause: STRIPS,
    line: (random) => `FULL_NAME ${random.token(8)}\r`,
  },
  {
    name: 'cr_done',
    place: 'done',
    wrong: 'DONE with a CR before its LF is not DONE',
    cause: STRIPS,
    line: () => 'DONE\r',
  },
  {
    name: 'cr_alone',
    place: 'hello',
    wrong: 'A CR without an LF ends no line',
    cause: 'It reads lines that end with CR, LF or both: only an LF ends a line.',
    line: () => 'HELLO\rHELLO',
  },
  {
    name: 'two_spaces_work',
    place: 'work',
    wrong: 'Two spaces between the words of WORK are one too many',
    cause: SPLITS,
    line: (random) => `WORK ${random.token()}  6`,
  },
  {
    name: 'two_spaces_request',
    place: 'request',
    wrong: 'Two spaces between the words of a request are one too many',
    cause: SPLITS,
    line: (random) => `FULL_NAME  ${random.token(8)}`,
  },
  {
    name: 'space_before_hello',
    place: 'hello',
    wrong: 'A space before HELLO is one too many',
    cause: STRIPS,
    line: () => ' HELLO',
  },
  {
    name: 'space_after_hello',
    place: 'hello',
    wrong: 'A space after HELLO is one too many',
    cause: STRIPS,
    line: () => 'HELLO ',
  },
  {
    name: 'space_before_work',
    place: 'work',
    wrong: 'A space before WORK is one too many',
    cause: STRIPS,
    line: (random) => ` WORK ${random.token()} 6`,
  },
  {
    name: 'space_before_request',
    place: 'request',
    wrong: 'A space before a name is one too many',
    cause: STRIPS,
    line: (random) => ` FULL_NAME ${random.token(8)}`,
  },
  {
    name: 'space_after_request',
    place: 'request',
    wrong: 'A space after a random string is one too many',
    cause: STRIPS,
    line: (random) => `FULL_NAME ${random.token(8)} `,
  },
  {
    name: 'space_after_done',
    place: 'done',
    wrong: 'A space after DONE is one too many',
    cause: STRIPS,
    line: () => 'DONE ',
  },
  {
    name: 'tab_work',
    place: 'work',
    wrong: 'A tab is no space between the words of WORK',
    cause: SPLITS,
    line: (random) => `WORK ${random.token()}\t6`,
  },
  {
    name: 'tab_request',
    place: 'request',
    wrong: 'A tab is no space between the words of a request',
    cause: SPLITS,
    line: (random) => `FULL_NAME\t${random.token(8)}`,
  },
  {
    name: 'empty_first',
    place: 'hello',
    wrong: 'An empty line before HELLO is no command',
    cause: 'It skips empty lines.',
    line: () => '\nHELLO',
  },
  {
    name: 'empty_later',
    place: 'request',
    wrong: 'An empty line where a request belongs is no command',
    cause: 'It skips empty lines.',
    line: (random) => `\nFULL_NAME ${random.token(8)}`,
  },
  {
    name: 'only_a_space',
    place: 'request',
    wrong: 'A line of one space is no command',
    cause: 'It skips blank lines, or takes empty words.',
    line: () => ' ',
  },
];
