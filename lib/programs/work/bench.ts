import { DEFAULT_TOKEN } from '../../protocol/constants.js';
import { MAX_N_BITS } from '../../protocol/limits.js';
import { engines, type Engine } from '../../work/engine.js';
import { startPool } from '../../work/pool.js';
import type { WorkProgress } from '../../work/solution.js';
import { duration } from '../shared/quantities.js';

/** How fast an engine was with so many threads. Rates are attempts a second. */
export interface Measurement {
  readonly engine: Engine;
  readonly threads: number;
  readonly perSecond: number;
  readonly perThread: number;
  /** Of processor time: less than perThread where the machine was busy with something else does not show here. */
  readonly perCpuSecond: number;
}

/** What so many bits will take here. */
export interface Estimate {
  readonly nBits: number;
  readonly meanSeconds: number;
  /** 19 of 20 searches are over by then. */
  readonly percentile95Seconds: number;
}

export interface BenchResult {
  readonly measurements: readonly Measurement[];
  readonly estimates: readonly Estimate[];
}

export interface BenchOptions {
  /** For each measurement. */
  readonly seconds: number;
  readonly threads: number;
  readonly signal?: AbortSignal;
}

const ESTIMATED_BITS = [20, 24, 28, 32, 36];

/** Measures the fastest engine with one thread and with all, then node:crypto. */
export async function measure({ seconds, threads, signal }: BenchOptions): Promise<BenchResult> {
  const [best = 'crypto'] = engines();
  const alone = await measureEngine(best, 1, seconds, signal);
  const together = threads === 1 ? alone : await measureEngine(best, threads, seconds, signal);
  const crypto = await measureEngine('crypto', threads, seconds, signal);
  return {
    measurements: threads === 1 ? [alone, crypto] : [alone, together, crypto],
    estimates: ESTIMATED_BITS.map((nBits) => estimate(nBits, together.perSecond)),
  };
}

interface Sample {
  readonly attempts: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function measureEngine(
  engine: Engine,
  threads: number,
  seconds: number,
  signal?: AbortSignal,
): Promise<Measurement> {
  const pool = startPool({ threads, engine });
  const over = new AbortController();
  // From the first report to the last: what comes before is start-up, of threads and of optimised code.
  let first: Sample | undefined;
  let last: Sample | undefined;
  const onProgress = (progress: WorkProgress) => {
    signal?.throwIfAborted();
    if (progress.attempts === 0) return;
    last = sample(progress);
    first ??= last;
    if (last.seconds - first.seconds >= seconds) over.abort();
  };
  try {
    await pool.solve(DEFAULT_TOKEN, MAX_N_BITS, { signal: over.signal, onProgress });
  } catch (error) {
    if (!over.signal.aborted) throw error;
  } finally {
    await pool.close();
  }
  return rates(engine, threads, first, last);
}

function sample({ attempts, seconds }: WorkProgress): Sample {
  const { user, system } = process.cpuUsage();
  return { attempts, seconds, cpuSeconds: (user + system) / 1e6 };
}

function rates(engine: Engine, threads: number, first?: Sample, last?: Sample): Measurement {
  if (first === undefined || last === undefined) throw new Error('The search of 64 bits ended at once.');
  const attempts = last.attempts - first.attempts;
  const perSecond = attempts / (last.seconds - first.seconds);
  return {
    engine,
    threads,
    perSecond,
    perThread: perSecond / threads,
    perCpuSecond: attempts / (last.cpuSeconds - first.cpuSeconds),
  };
}

/** A search without memory takes an exponentially distributed time. */
export function estimate(nBits: number, perSecond: number): Estimate {
  const meanSeconds = 2 ** nBits / perSecond;
  return { nBits, meanSeconds, percentile95Seconds: -Math.log(0.05) * meanSeconds };
}

/** The result as two tables. */
export function describe({ measurements, estimates }: BenchResult): string {
  const rows = measurements.map((m) => [
    m.engine,
    String(m.threads),
    ...[m.perSecond, m.perThread, m.perCpuSecond].map((perSecond) => (perSecond / 1e6).toFixed(2)),
  ]);
  const times = estimates.map((e) => [
    String(e.nBits),
    duration(e.meanSeconds),
    duration(e.percentile95Seconds),
  ]);
  return [
    'Million attempts a second',
    table([['engine', 'threads', 'in all', 'a thread', 'a CPU second'], ...rows]),
    '',
    'What a search will take here',
    table([['n_bits', 'mean', '95th percentile'], ...times]),
    '',
  ].join('\n');
}

function table(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(14) : cell.padStart(16)))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
