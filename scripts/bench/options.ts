import { parseArgs } from 'node:util';
import { KINDS, USUAL_KINDS, type Kind } from './subjects.js';

export const USAGE = `Usage: npm run bench -- [OPTIONS]

Measures the CPU time of a session and the memory of a waiting session, in pairs with a bare node:tls server.

  --compare REF     measure another commit too, built in a temporary folder
  --check           fail if the program takes more than 1.5 times the recorded CPU time
  --record          measure as --check does, and record the result
  --watched         measure the program with its status page, which is read, against the program without it
  --records URL     measure the program with its records in this PostgreSQL database, which keeps the sessions of the
                    benchmark, against the program with a file; also the sessions a second and the commits
  --workers         measure the program with two workers, all its processes, against the program of one process
  --profile DIR     write a CPU profile of each server at each level to DIR, and print no table

  --levels A,B,..   numbers of sessions open at once, for CPU time (1,32,1000)
  --memory-level N  number of sessions that wait at once, for memory: at least 100, or 0 to skip memory (2000)
  --sessions N      sessions in each measurement, rounded up to a multiple of the level (200)
  --pairs N         measurements of each server at each level; of memory, at most 3 (9)
  --only KIND       measure only the library, only the program, or only the program while its status is watched
  --node PATH       the Node that runs the servers (the one that runs this)
  --quick           run a short test of some seconds; its figures mean nothing
  --json            print JSON instead of tables
  --help            print this help`;

/** What one run of the benchmark does. */
export type Task =
  | { readonly type: 'tables' }
  | { readonly type: 'compare'; readonly ref: string }
  | { readonly type: 'check' }
  | { readonly type: 'record' }
  | { readonly type: 'watched' }
  | { readonly type: 'records'; readonly url: string }
  | { readonly type: 'workers' }
  | { readonly type: 'profile'; readonly directory: string };

export interface BenchOptions {
  readonly task: Task;
  readonly kinds: readonly Kind[];
  /** The path of the Node that runs the servers. */
  readonly node: string;
  readonly sessions: number;
  readonly pairs: number;
  /** The numbers of sessions that are open at once, for CPU time. */
  readonly levels: readonly number[];
  /** The number of sessions that wait at once, for memory; 0 skips memory. */
  readonly memoryLevel: number;
  /** The number of sessions that a new server runs before its CPU time is measured. V8 needs some thousands to compile the hot code. */
  readonly warmUp: number;
  readonly json: boolean;
  readonly help: boolean;
}

const FULL = { sessions: '200', pairs: '9', levels: '1,32,1000', memoryLevel: '2000', warmUp: 3000 };
/** More of everything: the difference is some hundredths. */
const WATCHED = { ...FULL, sessions: '1440', pairs: '48', levels: '32', warmUp: 8000 };
/** From a load that leaves two cores idle now and then to one that does not. */
const WORKERS = { ...WATCHED, pairs: '12', levels: '32,100,300' };
/** The levels show how the group commit grows with the load. */
const RECORDS = { ...WATCHED, sessions: '1000', pairs: '12', levels: '1,32,500' };
const QUICK = { sessions: '10', pairs: '1', levels: '1,10', memoryLevel: '100', warmUp: 10 };

/** The memory of fewer waiting sessions is lost in the noise. */
const MIN_MEMORY_LEVEL = 100;
const MAX_COUNT = 100_000;

/** @throws {Error} for wrong usage; the message is one line with the option, the value and the rule */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      compare: { type: 'string' },
      check: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      watched: { type: 'boolean', default: false },
      records: { type: 'string' },
      workers: { type: 'boolean', default: false },
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
  const task = taskOf(values, given);
  const defaults = values.quick ? QUICK : DEFAULTS[task.type];
  return {
    task,
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

/** Returns the only task of a run. --check and --record always measure in the same way, so that their figures can be compared. */
function taskOf(
  values: {
    compare?: string;
    check: boolean;
    record: boolean;
    watched: boolean;
    records?: string;
    workers: boolean;
    profile?: string;
  },
  given: readonly string[],
): Task {
  const tasks: readonly Task[] = [
    ...(values.compare === undefined ? [] : [{ type: 'compare', ref: values.compare } as const]),
    ...(values.check ? [{ type: 'check' } as const] : []),
    ...(values.record ? [{ type: 'record' } as const] : []),
    ...(values.watched ? [{ type: 'watched' } as const] : []),
    ...(values.records === undefined ? [] : [{ type: 'records', url: values.records } as const]),
    ...(values.workers ? [{ type: 'workers' } as const] : []),
    ...(values.profile === undefined ? [] : [{ type: 'profile', directory: values.profile } as const]),
  ];
  const [task = { type: 'tables' }, other] = tasks;
  if (other !== undefined) throw new Error(`--${task.type} cannot be used with --${other.type}.`);
  const allowed = ALLOWED[task.type];
  const strange = given.find((name) => name !== `--${task.type}` && allowed?.includes(name) === false);
  if (strange !== undefined) throw new Error(`--${task.type} cannot be used with ${strange}.`);
  return task;
}

/** The defaults of each task. */
const DEFAULTS: Readonly<Record<Task['type'], typeof FULL>> = {
  tables: FULL,
  compare: FULL,
  check: FULL,
  record: FULL,
  watched: WATCHED,
  workers: WORKERS,
  records: RECORDS,
  profile: FULL,
};

/** The other options that each task allows; null allows all. */
const ALLOWED: Readonly<Record<Task['type'], readonly string[] | null>> = {
  tables: null,
  compare: null,
  check: ['--node', '--help'],
  record: ['--node', '--help'],
  watched: ['--node', '--help', '--levels', '--sessions', '--pairs', '--quick', '--json'],
  records: ['--node', '--help', '--levels', '--sessions', '--pairs', '--quick', '--json'],
  workers: ['--node', '--help', '--levels', '--sessions', '--pairs', '--quick', '--json'],
  profile: ['--node', '--help', '--levels', '--sessions', '--only', '--quick'],
};

function kindsOf(only: string | undefined): readonly Kind[] {
  if (only === undefined) return USUAL_KINDS;
  const kinds = KINDS.filter((kind) => kind === only);
  if (kinds.length > 0) return kinds;
  throw new Error(`--only: ${JSON.stringify(only)} is not one of ${KINDS.join(', ')}.`);
}

function memoryLevelOf(text: string): number {
  if (text === '0') return 0;
  const level = count('--memory-level', text);
  if (level >= MIN_MEMORY_LEVEL) return level;
  throw new Error(`--memory-level: "${level}" is neither 0 nor at least ${MIN_MEMORY_LEVEL}.`);
}

function count(option: string, text: string): number {
  const value = /^[0-9]{1,6}$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= MAX_COUNT) return value;
  throw new Error(`${option}: ${JSON.stringify(text)} is not an integer from 1 to ${MAX_COUNT}.`);
}

/** Returns what prints lines; nothing with --json, which prints one document at the end. */
export function printer({ json }: Pick<BenchOptions, 'json'>): (lines: readonly string[]) => void {
  return (lines) => {
    if (!json) for (const line of lines) console.log(line);
  };
}
