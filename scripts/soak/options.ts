import { parseArgs } from 'node:util';
import { numberOf } from '../bench/number-option.js';

export const USAGE = `Usage: npm run soak -- [OPTIONS]

Runs a real server for some minutes under honest, slow, failing and hostile clients, and fails if its memory or its open files grow.

  --minutes N   how long: 0.1 to 600 (5)
  --at-once N   how many clients at once: 1 to 1000 (40)
  --help        print this help`;

export interface SoakOptions {
  readonly minutes: number;
  /** How many clients there are at once. */
  readonly atOnce: number;
  readonly help: boolean;
}

/** @throws {Error} for wrong usage; the message is one line with the option, the value and the rule */
export function parseOptions(argv: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      minutes: { type: 'string', default: '5' },
      'at-once': { type: 'string', default: '40' },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    minutes: numberOf('--minutes', values.minutes, /^\d{1,3}(\.\d{1,2})?$/, [0.1, 600], 'a number'),
    atOnce: numberOf('--at-once', values['at-once'], /^\d{1,4}$/, [1, 1000], 'an integer'),
    help: values.help,
  };
}
