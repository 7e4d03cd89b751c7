import { parseArgs } from 'node:util';
import { numberOf } from '../bench/number-option.js';

export const USAGE = `Usage: npm run class -- [OPTIONS]

Runs the real server with its status page under a simulated class, and compares what every view says: the page in Chromium,
tlslp-top, /metrics, tlslp-records, the records and the log counted by hand, and what the clients know themselves.
Exits with 0 if all of them agree, with 1 if they differ.

  --participants N  how many there are: 1 to 1000 (80)
  --minutes N       how long it takes: 0.05 to 60 (5)
  --seed N          who does what and when: 0 to 4294967295 (1)
  --directory DIR   keep the records, the log, the pictures and the table there, in an empty directory (a temporary one)
  --once-agree      compare only at the end; without it the class rests in the middle, and the views are compared then too
  --no-browser      leave Chromium out
  --no-terminal     leave tmux and tlslp-top out
  --help            print this help`;

export interface ClassOptions {
  readonly participants: number;
  readonly minutes: number;
  readonly seed: number;
  /** Null: a temporary one, which is removed. */
  readonly directory: string | null;
  /** Whether the views are compared only at the end. */
  readonly onceAgree: boolean;
  readonly browser: boolean;
  readonly terminal: boolean;
  readonly help: boolean;
}

/** @throws {Error} for wrong usage; the message is one line with the option, the value and the rule */
export function parseOptions(argv: readonly string[]): ClassOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      participants: { type: 'string', default: '80' },
      minutes: { type: 'string', default: '5' },
      seed: { type: 'string', default: '1' },
      directory: { type: 'string' },
      'once-agree': { type: 'boolean', default: false },
      'no-browser': { type: 'boolean', default: false },
      'no-terminal': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    participants: numberOf('--participants', values.participants, /^\d{1,4}$/, [1, 1000], 'an integer'),
    minutes: numberOf('--minutes', values.minutes, /^\d{1,2}(\.\d{1,2})?$/, [0.05, 60], 'a number'),
    seed: numberOf('--seed', values.seed, /^\d{1,10}$/, [0, 4294967295], 'an integer'),
    directory: values.directory ?? null,
    onceAgree: values['once-agree'],
    browser: !values['no-browser'],
    terminal: !values['no-terminal'],
    help: values.help,
  };
}
