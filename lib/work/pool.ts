import { EventEmitter, once } from 'node:events';
import { setInterval } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { ServiceError } from '../protocol/errors.js';
import { Control } from './control.js';
import type { Engine } from './engine.js';
import type { Job, JobResult } from './job.js';
import { checkDemand, checkThreads } from './rules.js';
import type { SearchOptions, Solution } from './solution.js';
import { verified } from './verify.js';

/** Threads that solve one job after another. Idle, they do not keep the process alive. */
export interface Pool {
  readonly threads: number;
  /**
   * Searches with all threads; jobs given at the same time wait for one another.
   * @throws {ConfigError} `invalid_option`: a token or nBits that breaks its rule
   * @throws {ServiceError} `internal_error`: a thread failed; the pool takes no more jobs
   * @throws the signal's reason when it aborts, and an AbortError when the pool is closed
   */
  solve(token: string, nBits: number, options?: SearchOptions): Promise<Solution>;
  /** Stops what is under way and ends every thread; resolves when they are gone. */
  close(): Promise<void>;
}

/** How many threads a pool has, and what they hash with. */
export interface PoolOptions {
  /** 1 to 256; as many as the machine runs at once when not given. */
  readonly threads?: number | undefined;
  /** The fastest that the machine can run when not given. For tests and comparisons. */
  readonly engine?: Engine | undefined;
}

/** How often a job under way is looked at. */
const PROGRESS_MILLISECONDS = 200;

/**
 * Starts threads at once, so that they are ready by the time there is work. The caller owns the pool, and closes it.
 * @throws {ConfigError} `invalid_option`: threads that breaks its rule
 */
export function startPool(options: PoolOptions = {}): Pool {
  const threads = checkThreads(options.threads);
  // A job's suffix is an event by the job's id; the end of the pool is the event 'error'.
  const results = new EventEmitter<Record<string, [unknown]>>().setMaxListeners(0);
  let ended: Error | undefined;
  let lastId = 0;
  let underWay = 0;

  const workers = Array.from({ length: threads }, () => {
    const worker = startWorker();
    worker.on('message', ({ id, suffix }: JobResult) => {
      if (suffix !== null) results.emit(String(id), suffix);
    });
    worker.on('error', (cause) => {
      end(new ServiceError('internal_error', 'A thread of the proof of work failed.', { cause }));
    });
    return worker;
  });

  function end(reason: Error): void {
    ended ??= reason;
    // With nobody listening, the event would be thrown.
    if (underWay > 0) results.emit('error', reason);
  }

  function post(job: Omit<Job, 'share' | 'engine'>): void {
    workers.forEach((worker, first) => {
      if (underWay === 0) worker.ref();
      worker.postMessage({ ...job, engine: options.engine, share: { first, stride: threads } } satisfies Job);
    });
    underWay++;
  }

  function finish(): void {
    underWay--;
    if (underWay > 0) return;
    for (const worker of workers) worker.unref();
  }

  return {
    threads,
    async solve(token, nBits, { signal, onProgress } = {}) {
      checkDemand(token, nBits);
      signal?.throwIfAborted();
      if (ended !== undefined) throw ended;
      const start = performance.now();
      const control = new Control();
      const now = () => ({ attempts: control.attempts, seconds: (performance.now() - start) / 1000 });
      const report = () => onProgress?.({ ...now(), expectedAttempts: 2 ** nBits });
      const id = ++lastId;
      // Takes every listener and timer below away with it.
      const settled = new AbortController();
      post({ id, token, nBits, control: control.buffer });
      try {
        const found = once(results, String(id), settled) as Promise<[string]>;
        const [suffix] = await Promise.race([
          found,
          abortOf(signal, settled.signal),
          repeat(report, settled.signal),
        ]);
        return { suffix: verified(token, nBits, suffix), ...now() };
      } finally {
        control.stop();
        settled.abort();
        finish();
      }
    },
    async close() {
      end(new DOMException('The pool was closed.', 'AbortError'));
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function startWorker(): Worker {
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    // The program's own flags are not for the threads: --input-type, for one, would keep them from starting.
    execArgv: [],
    // What a search throws away is little: without this, it fills 16 MB a thread before it is collected.
    resourceLimits: { maxYoungGenerationSizeMb: 1 },
  });
  worker.unref();
  return worker;
}

/** Rejects with the signal's reason when it aborts. */
function abortOf(signal: AbortSignal | undefined, until: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => {
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', abort, { signal: until });
  });
}

/** Rejects with what `report` throws. */
async function repeat(report: () => void, until: AbortSignal): Promise<never> {
  for await (const _ of setInterval(PROGRESS_MILLISECONDS, undefined, { signal: until })) report();
  // The interval itself ends by throwing.
  throw until.reason;
}
