import pg from 'pg';
import { join } from 'node:path';
import { runCommand } from './command.js';
import { hold, withWarmServer } from './cpu.js';
import { machineLine, machineNow, type Versions } from './machine.js';
import { measureOnOff } from './on-off.js';
import { onOffHead } from './on-off-report.js';
import { printer, type BenchOptions } from './options.js';
import type { Run } from './run.js';
import { subjectOf, THIS_CHECKOUT, type Subject } from './subjects.js';
import { throughputHead, throughputLine, type Throughput } from './throughput-report.js';

const WAYS = 'on, with records in PostgreSQL; off, in a file';

/**
 * Measures the program with its records in PostgreSQL against the program with a file: the CPU time of a session in pairs, then the
 * sessions a second, and how many of them share a commit. The sessions stay in the database.
 */
export async function measureDatabase(
  run: Run,
  versions: Versions,
  options: BenchOptions,
  url: string,
): Promise<void> {
  await migrate(url, run.signal);
  const machine = machineNow(versions);
  const print = printer(options);
  const inFile = (name: string): Subject => subjectOf('program', { ...THIS_CHECKOUT, name });
  const inDatabase = withRecordsIn(url, inFile('on'));
  print(onOffHead(WAYS, machineLine(machine)));
  const cpu = await measureOnOff(run, options, { on: inDatabase, off: inFile }, print);
  print(throughputHead());
  const throughput: { level: number; figure: Throughput }[] = [];
  for (const level of options.levels) {
    const figure = await throughputOf(level, run, options, url, {
      database: inDatabase,
      file: inFile('file'),
    });
    print([throughputLine(level, figure)]);
    throughput.push({ level, figure });
  }
  // Not the options: the URL can hold a password.
  if (options.json) console.log(JSON.stringify({ machine, cpu, throughput }, null, 2));
}

/** Makes the tables, if they are not there. */
async function migrate(url: string, signal: AbortSignal): Promise<void> {
  const program = join(THIS_CHECKOUT.root, 'bin/tlslp-records');
  await runCommand(process.execPath, [program, 'migrate', '--records', url], { signal });
}

/** The last value of an option counts. The usual spool would be in the user's home. */
export function withRecordsIn(url: string, { name, args }: Subject): Subject {
  const own = (run: Run): string[] => ['--records', url, '--spool', join(run.directory, 'spool')];
  return { name, args: (run) => [...args(run), ...own(run)] };
}

/** Measures one level. */
export async function throughputOf(
  level: number,
  run: Run,
  options: BenchOptions,
  url: string,
  { database, file }: { readonly database: Subject; readonly file: Subject },
): Promise<Throughput> {
  const perSecond = (
    subject: Subject,
    onWarm: () => Promise<void> = () => Promise.resolve(),
  ): Promise<number> =>
    withWarmServer(subject, run, { ...options, level }, async (warm) => {
      await onWarm();
      const begunAt = performance.now();
      const held = await hold(warm, { ...options, level });
      return (held * 1000) / (performance.now() - begunAt);
    });
  const inFile = await perSecond(file);
  // The sessions of the warm-up do not count.
  let before = '';
  const inDatabase = await perSecond(database, async () => {
    before = await transactionNow(url);
  });
  return { inFile, inDatabase, sessionsPerCommit: await sharingSince(before, url) };
}

/** Returns the number that the next transaction of the database will have. */
async function transactionNow(url: string): Promise<string> {
  return String(await scalar(url, 'SELECT pg_snapshot_xmax(pg_current_snapshot())::text'));
}

/** Returns how many sessions share a commit: rows that were written since then, by the transactions that wrote them. */
async function sharingSince(transaction: string, url: string): Promise<number> {
  return Number(
    await scalar(
      url,
      `SELECT count(*)::float8 / nullif(count(DISTINCT xmin::text), 0) FROM tlslp.sessions
        WHERE xmin::text::bigint >= $1::bigint`,
      [transaction],
    ),
  );
}

async function scalar(url: string, text: string, values: readonly string[] = []): Promise<unknown> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<[unknown]>({ text, values: [...values], rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}
