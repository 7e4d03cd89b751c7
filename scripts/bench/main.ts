import { check, measureShortly, recordRatio } from './check.js';
import { buildCheckout } from './checkout.js';
import { versionsOf, type Versions } from './machine.js';
import { runMeasurement, type Measurement } from './measurement.js';
import { measureDatabase } from './database.js';
import { fitting, openFilesLimit } from './open-files.js';
import { parseOptions, printer, USAGE, type BenchOptions } from './options.js';
import { writeProfiles } from './profile.js';
import { RECORDED_FILE } from './recorded.js';
import type { Table } from './report.js';
import { prepareRun, type Run } from './run.js';
import { measureTable } from './tables.js';
import { measureSwitched } from './switched.js';
import { withClass } from './with-class.js';

/**
 * Runs the benchmark. Resolves to its exit code: 0, 1 if a measurement failed or is too high, 2 for wrong usage, 128 plus the number of
 * the signal if one ended it.
 */
export function main(argv: readonly string[]): Promise<number> {
  const measurement: Measurement<BenchOptions> = {
    prefix: 'tlslp-bench-',
    usage: USAGE,
    parseOptions,
    measure: async (options, directory, signal) => {
      const versions = await versionsOf(options.node);
      await perform(options, versions, await prepareRun(directory, options.node, signal));
      return 0;
    },
  };
  return runMeasurement(measurement, argv);
}

async function perform(asked: BenchOptions, versions: Versions, run: Run): Promise<void> {
  const options = withinLimits(asked, openFilesLimit());
  const { task } = options;
  switch (task.type) {
    case 'check':
      console.log(await check(RECORDED_FILE, versions, measureShortly(run, versions)));
      return;
    case 'record':
      console.log(await recordRatio(RECORDED_FILE, versions, measureShortly(run, versions)));
      return;
    case 'profile':
      await writeProfiles(task.directory, await withClass(run, options), options);
      return;
    case 'records':
      await measureDatabase(run, versions, options, task.url);
      return;
    case 'watched':
    case 'workers':
      await measureSwitched(task.type, run, versions, options);
      return;
    case 'compare':
    case 'tables':
      await measureTables(options, versions, run);
  }
}

async function measureTables(options: BenchOptions, versions: Versions, run: Run): Promise<void> {
  const { task, kinds, json } = options;
  const other = task.type === 'compare' ? await buildCheckout(task.ref, run.directory, run.signal) : null;
  const print = printer(options);
  const tables: Table[] = [];
  const many = await withClass(run, options);
  for (const kind of kinds) tables.push(await measureTable(kind, other, many, versions, options, print));
  if (json) console.log(JSON.stringify({ ...options, other: other?.name ?? null, tables }, null, 2));
}

/** Skips levels that need more file descriptors than a process may have, and prints a line for each. */
function withinLimits(options: BenchOptions, limit: number): BenchOptions {
  const { levels, tooMany } = fitting(options.levels, limit);
  const memory = fitting([options.memoryLevel], limit);
  for (const level of [...tooMany, ...memory.tooMany]) {
    console.error(
      `Skipped ${level} sessions at once: they need more file descriptors than a process may have here.`,
    );
  }
  return { ...options, levels, memoryLevel: memory.levels[0] ?? 0 };
}
