import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run bench -- [OPTIONS]

Measures CPU time a session and memory a waiting session of this server, in pairs with a bare node:tls server.

  --sessions N     sessions in each measurement, at least as many as are open at once (200)
  --pairs N        measurements of each server at each number of open sessions (9)
  --levels A,B,..  numbers of sessions open at once (1,10,100,1000,10000)
  --quick          a smoke run of some seconds, whose figures mean nothing
  --json           print JSON instead of tables
  --help           print this`;

export interface BenchOptions {
  readonly sessions: number;
  readonly pairs: number;
  /** Numbers of sessions that are open at once. */
  readonly levels: readonly number[];
  /** Sessions that a fresh server holds before its CPU time is measured: V8 takes some thousands to compile what is often run. */
  readonly warmUp: number;
  readonly json: boolean;
  readonly help: boolean;
}

const FULL = { sessions: '200', pairs: '9', levels: '1,10,100,1000,10000', warmUp: 3000 };
const QUICK = { sessions: '10', pairs: '1', levels: '1,10', warmUp: 10 };

/** @throws {Error} one line that names the option, the value and the rule */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sessions: { type: 'string' },
      pairs: { type: 'string' },
      levels: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const defaults = values.quick ? QUICK : FULL;
  return {
    sessions: count('--sessions', values.sessions ?? defaults.sessions),
    pairs: count('--pairs', values.pairs ?? defaults.pairs),
    levels: (values.levels ?? defaults.levels).split(',').map((level) => count('--levels', level)),
    warmUp: defaults.warmUp,
    json: values.json,
    help: values.help,
  };
}

const MAX_COUNT = 100_000;

function count(option: string, text: string): number {
  const value = /^[0-9]{1,6}$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= MAX_COUNT) return value;
  throw new Error(`${option}: ${JSON.stringify(text)} is not an integer from 1 to ${MAX_COUNT}.`);
}
