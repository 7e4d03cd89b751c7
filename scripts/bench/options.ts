import { parseArgs } from 'node:util';
import { KINDS, type Kind } from './subjects.js';

export const USAGE = `Usage: npm run bench -- [OPTIONS]

Measures CPU time a session and memory a waiting session of this server, in pairs with a bare node:tls server.

  --compare REF     measure the checkout of a commit too, built in a temporary folder
  --check           fail when the program takes more than 1.5 times the CPU time that is recorded
  --record          measure as --check does, and record it
  --profile DIR     write a CPU profile of each server at each level into DIR, and no table

  --levels A,B,..   numbers of sessions open at once, for CPU time (1,32,1000)
  --memory-level N  sessions that wait at once, for memory, from 100; 0 leaves memory out (2000)
  --sessions N      sessions in each measurement, at least as many as are open at once (200)
  --pairs N         measurements of each server at each level; of memory, 3 at most (9)
  --only KIND       measure the library or the program only
  --node PATH       the Node that runs the servers (the one that runs this)
  --quick           a smoke run of some seconds, whose figures mean nothing
  --json            print JSON instead of tables
  --help            print this`;

/** What the benchmark is run for. */
export type Task =
  | { readonly type: 'tables' }
  | { readonly type: 'compare'; readonly ref: string }
  | { readonly type: 'check' }
  | { readonly type: 'record' }
  | { readonly type: 'profile'; readonly directory: string };

export interface BenchOptions {
  readonly task: Task;
  readonly kinds: readonly Kind[];
  /** Path of the Node that runs the servers. */
  readonly node: string;
  readonly sessions: number;
  readonly pairs: number;
  /** Numbers of sessions that are open at once, for CPU time. */
  readonly levels: readonly number[];
  /** How many sessions wait at once, for memory; 0 where memory is not measured. */
  readonly memoryLevel: number;
  /** Sessions that a fresh server holds before its CPU time is measured: V8 takes some thousands to compile what is often run. */
  readonly warmUp: number;
  readonly json: boolean;
  readonly help: boolean;
}

const FULL = { sessions: '200', pairs: '9', levels: '1,32,1000', memoryLevel: '2000', warmUp: 3000 };
const QUICK = { sessions: '10', pairs: '1', levels: '1,10', memoryLevel: '100', warmUp: 10 };

/** Below that many waiting sessions, their memory does not stand out from the noise. */
const MIN_MEMORY_LEVEL = 100;
const MAX_COUNT = 100_000;

/** @throws {Error} one line that names the option, the value and the rule */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      compare: { type: 'string' },
      check: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      profile: { type: 'string' },
      levels: { type: 'string' },
      'memory-level': { type: 'string' },
      sessions: { type: 'string' },
      pairs: { type: 'string' },
      only: { type: 'string' },
      node: { type: 'string', default: process.execPath },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const given = Object.entries(values).flatMap(([name, value]) => (value === false ? [] : [`--${name}`]));
  const defaults = values.quick ? QUICK : FULL;
  return {
    task: taskOf(values, given),
    kinds: kindsOf(values.only),
    node: values.node,
    sessions: count('--sessions', values.sessions ?? defaults.sessions),
    pairs: count('--pairs', values.pairs ?? defaults.pairs),
    levels: (values.levels ?? defaults.levels).split(',').map((level) => count('--levels', level)),
    memoryLevel: memoryLevelOf(values['memory-level'] ?? defaults.memoryLevel),
    warmUp: defaults.warmUp,
    json: values.json,
    help: values.help,
  };
}

/** Only one task a run. Those that measure for the record do so always alike, so that the record can be compared with. */
function taskOf(
  values: { compare?: string; check: boolean; record: boolean; profile?: string },
  given: readonly string[],
): Task {
  const tasks: readonly Task[] = [
    ...(values.compare === undefined ? [] : [{ type: 'compare', ref: values.compare } as const]),
    ...(values.check ? [{ type: 'check' } as const] : []),
    ...(values.record ? [{ type: 'record' } as const] : []),
    ...(values.profile === undefined ? [] : [{ type: 'profile', directory: values.profile } as const]),
  ];
  const [task = { type: 'tables' }, other] = tasks;
  if (other !== undefined) throw new Error(`--${task.type} does not go with --${other.type}.`);
  const allowed = ALLOWED[task.type];
  const strange = given.find((name) => name !== `--${task.type}` && allowed?.includes(name) === false);
  if (strange !== undefined) throw new Error(`--${task.type} does not go with ${strange}.`);
  return task;
}

/** What each task goes with besides itself; null: with everything. */
const ALLOWED: Readonly<Record<Task['type'], readonly string[] | null>> = {
  tables: null,
  compare: null,
  check: ['--node', '--help'],
  record: ['--node', '--help'],
  profile: ['--node', '--help', '--levels', '--sessions', '--only', '--quick'],
};

function kindsOf(only: string | undefined): readonly Kind[] {
  if (only === undefined) return KINDS;
  const kinds = KINDS.filter((kind) => kind === only);
  if (kinds.length > 0) return kinds;
  throw new Error(`--only: ${JSON.stringify(only)} is not one of ${KINDS.join(', ')}.`);
}

function memoryLevelOf(text: string): number {
  if (text === '0') return 0;
  const level = count('--memory-level', text);
  if (level >= MIN_MEMORY_LEVEL) return level;
  throw new Error(`--memory-level: "${level}" is not 0 and not at least ${MIN_MEMORY_LEVEL}.`);
}

function count(option: string, text: string): number {
  const value = /^[0-9]{1,6}$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= MAX_COUNT) return value;
  throw new Error(`${option}: ${JSON.stringify(text)} is not an integer from 1 to ${MAX_COUNT}.`);
}
