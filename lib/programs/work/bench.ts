import { DEFAULT_TOKEN } from '../../protocol/constants.js';
import { MAX_N_BITS } from '../../protocol/limits.js';
import { engines, type Engine } from '../../work/engine.js';
import { startPool } from '../../work/pool.js';
import type { WorkProgress } from '../../work/solution.js';
import { duration } from '../shared/quantities.js';

/** The speed of an engine with a number of threads. Rates are attempts per second. */
export interface Measurement {
  readonly engine: Engine;
  readonly threads: number;
  readonly perSecond: number;
  readonly perThread: number;
  /** Attempts per second of processor time. Other load on the machine lowers `perThread`, but not this rate. */
  readonly perCpuSecond: number;
}

/** The expected time of a search on this machine. */
export interface Estimate {
  readonly nBits: number;
  readonly meanSeconds: number;
  /** 19 of 20 searches take at most this time. */
  readonly percentile95Seconds: number;
}

export interface BenchResult {
  readonly measurements: readonly Measurement[];
  readonly estimates: readonly Estimate[];
}

export interface BenchOptions {
  /** The duration of each measurement. */
  readonly seconds: number;
  readonly threads: number;
  readonly signal?: AbortSignal;
}

const ESTIMATED_BITS = [20, 24, 28, 32, 36];

/** Measures the fastest engine with one thread and with all threads, then node:crypto with all threads. */
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
  // Measured from the first report to the last. The time before it is start-up: of threads, and of optimised code.
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

/** Estimates the time of a search. It is memoryless, so its time is exponentially distributed. */
export function estimate(nBits: number, perSecond: number): Estimate {
  const meanSeconds = 2 ** nBits / perSecond;
  return { nBits, meanSeconds, percentile95Seconds: -Math.log(0.05) * meanSeconds };
}

/** Formats the result as two tables. */
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
    'Million attempts per second',
    table([['engine', 'threads', 'total', 'per thread', 'per CPU second'], ...rows]),
    '',
    'Expected time of a search on this machine',
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
