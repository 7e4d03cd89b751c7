import { LEVELS, type Level } from '../../conformance/engine/check.js';
import { defineOption, defineSwitch, type ArgumentDefinition } from '../../config/option-table.js';
import {
  choiceRule,
  countRule,
  fileRule,
  integerRule,
  orNull,
  portRule,
  textRule,
  timeoutRule,
  type OptionRule,
} from '../../config/rules.js';

const CHECKS = 'Checks:';
const RUN = 'Run:';
const REPORTS = 'Reports:';
const CLIENT = 'Client:';

const MAX_SEED = 2 ** 31 - 1;
const MAX_JOBS = 256;
const MAX_EXIT_CODE = 255;
/** A report that goes to standard output. */
export const STANDARD_OUTPUT = '-';

const patternsRule: OptionRule<readonly string[]> = {
  description: 'ids, sections, or patterns with * for any characters, separated by commas',
  validate: (value): value is readonly string[] =>
    Array.isArray(value) && value.every((item) => typeof item === 'string' && /^[a-z0-9_.*-]+$/.test(item)),
  parse: (text) => text.split(','),
  form: {
    kind: 'list',
    items: { kind: 'text', pattern: '^[a-z0-9_.*-]+$' },
    minItems: 0,
    maxItems: 1000,
    unique: false,
  },
};
const wordRule = textRule('not empty', (text) => text !== '', { kind: 'text' });

/** The options of every command of tlslp-check. */
export const COMMON_OPTIONS = {
  list: defineSwitch({
    flag: '--list',
    group: CHECKS,
    help: 'List the checks, their levels and their rules, and exit.',
  }),
  only: defineOption<readonly string[]>({
    flag: '--only',
    valueName: 'checks',
    rule: patternsRule,
    repeatable: true,
    defaultValue: [],
    defaultText: 'all',
    group: CHECKS,
    help: 'Play only these: ids, sections, or patterns with *.',
    details: 'Separate several by commas, or give the option several times: `--only order,n_bits.65,ends.*`.',
  }),
  skip: defineOption<readonly string[]>({
    flag: '--skip',
    valueName: 'checks',
    rule: patternsRule,
    repeatable: true,
    defaultValue: [],
    defaultText: 'none',
    group: CHECKS,
    help: 'Leave these out: ids, sections, or patterns with *.',
  }),
  level: defineOption<Level>({
    flag: '--level',
    valueName: 'level',
    rule: choiceRule<Level>(LEVELS),
    defaultValue: 'info',
    group: CHECKS,
    help: 'The levels to play: must alone, should for both, or info for all.',
  }),
  strict: defineSwitch({
    flag: '--strict',
    group: CHECKS,
    help: 'Exit with 1 for a broken SHOULD too.',
  }),
  expect: defineOption<string | null>({
    flag: '--expect',
    valueName: 'file',
    rule: orNull(fileRule),
    defaultValue: null,
    defaultText: 'none',
    group: CHECKS,
    help: 'A file of known failures: an id a line, and the reason after a space.',
    details:
      'A known failure does not make the run fail. One that passes does: its line is stale. Lines that begin with `#` are comments.',
  }),
  seed: defineOption<number>({
    flag: '--seed',
    valueName: 'number',
    rule: integerRule(0, MAX_SEED),
    defaultValue: 1,
    group: RUN,
    help: 'The seed of all random choices: tokens, names, cuts.',
  }),
  jobs: defineOption<number | null>({
    flag: '--jobs',
    valueName: 'number',
    rule: orNull(integerRule(1, MAX_JOBS)),
    defaultValue: null,
    defaultText: 'as many as the machine runs at once',
    group: RUN,
    help: 'Checks that run at once, 1 to 256. Those that mostly wait run beside them.',
  }),
  timeLimit: defineOption<number>({
    flag: '--time-limit',
    valueName: 'seconds',
    rule: timeoutRule,
    defaultValue: 30,
    group: RUN,
    help: 'The time limit of a check; those that wait have more.',
  }),
  memoryLimit: defineOption<number>({
    flag: '--memory-limit',
    valueName: 'MiB',
    rule: countRule,
    defaultValue: 1024,
    group: RUN,
    help: 'The most memory that a program may hold, in MiB.',
  }),
  wire: defineOption<string | null>({
    flag: '--wire',
    valueName: 'faults',
    rule: orNull(wordRule),
    defaultValue: null,
    defaultText: 'none',
    group: RUN,
    help: 'Faults of the wire under every check, such as slicer,latency=50,drip.',
    details: 'They have the names of toxiproxy. docs/check.md lists them.',
  }),
  keep: defineOption<string | null>({
    flag: '--keep',
    valueName: 'directory',
    rule: orNull(fileRule),
    defaultValue: null,
    defaultText: 'nothing is kept',
    group: REPORTS,
    help: 'Keep what was said and written in each check in this directory.',
    details:
      'A directory a check, with `transcript.txt`, `stdout.txt`, `stderr.txt` and `result.json`. They hold the answers of the peer.',
  }),
  json: report('--json', 'JSON'),
  junit: report('--junit', 'XML of JUnit'),
  tap: report('--tap', 'TAP'),
};

/** The options of `tlslp-check client`. */
export const CLIENT_OPTIONS = {
  ...COMMON_OPTIONS,
  listen: defineOption<number | null>({
    flag: '--listen',
    valueName: 'port',
    rule: orNull(portRule),
    defaultValue: null,
    defaultText: 'the kit starts the program',
    group: CLIENT,
    help: 'Listen on this port for a client that the kit cannot start.',
    details:
      'The kit prints what to connect to, plays one check to each client that comes, and judges from what is sent alone. Start the client again and again, for example in a loop.',
  }),
  doneExit: defineOption<number>({
    flag: '--done-exit',
    valueName: 'code',
    rule: integerRule(0, MAX_EXIT_CODE),
    defaultValue: 0,
    group: CLIENT,
    help: 'The exit code by which the client says that it has reached DONE.',
  }),
  doneText: defineOption<string | null>({
    flag: '--done-text',
    valueName: 'text',
    rule: orNull(wordRule),
    defaultValue: null,
    defaultText: 'none',
    group: CLIENT,
    help: 'A text that its output must hold too when it has reached DONE.',
  }),
};

/** The command line of the program under test. */
export const PROGRAM_ARGUMENTS: readonly [ArgumentDefinition<string>] = [
  { name: 'program', rule: wordRule, help: 'The program under test, and its arguments.', variadic: true },
];

function report(flag: '--json' | '--junit' | '--tap', form: string) {
  return defineOption<string | null>({
    flag,
    valueName: 'file',
    impliedText: STANDARD_OUTPUT,
    rule: orNull(fileRule),
    defaultValue: null,
    defaultText: 'off',
    group: REPORTS,
    help: `Write the report as ${form} to this file; to standard output if left out.`,
  });
}
