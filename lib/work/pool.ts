import { Worker } from 'node:worker_threads';
import { ServiceError } from '../protocol/errors.js';
import { Control } from './control.js';
import type { Engine } from './engine.js';
import type { Job, JobResult } from './job.js';
import { checkDemand, checkThreads } from './rules.js';
import type { SearchOptions, Solution } from './solution.js';
import { verified } from './verify.js';
import { WORKER_SOURCE } from './worker-source.js';

/**
 * A pool of threads that solve one job after another. They keep the process alive only while a job is in progress. `await using`
 * closes a pool at the end of its block.
 */
export interface Pool extends AsyncDisposable {
  /** The number of threads. */
  readonly threads: number;
  /**
   * Finds a suffix with all threads. Jobs run one after another, in the order of the calls.
   * @throws {ConfigError} `invalid_option`: the token or nBits breaks its rule
   * @throws {ServiceError} `internal_error`: a thread failed, and the pool takes no more jobs
   * @throws the signal's reason when it aborts; an AbortError when the pool is closed
   */
  solve(token: string, nBits: number, options?: SearchOptions): Promise<Solution>;
  /** Stops the jobs in progress and ends all threads. Resolves when they have ended. */
  close(): Promise<void>;
}

/** Options of `startPool`. */
export interface PoolOptions {
  /** The number of threads, 1 to 256; as many as the machine runs in parallel when not given. */
  readonly threads?: number | undefined;
  /** The engine that hashes, for tests and comparisons; the fastest that the machine can run when not given. */
  readonly engine?: Engine | undefined;
}

/** The functions that settle a job's promise. */
interface Waiting {
  readonly resolve: (suffix: string) => void;
  readonly reject: (reason: Error) => void;
}

/** The interval between two progress reports. */
const PROGRESS_MILLISECONDS = 200;

/**
 * Starts a pool. Its threads start at once, so that they are ready when the first job comes. The caller has to close the pool.
 * @throws {ConfigError} `invalid_option`: `threads` breaks its rule
 */
export function startPool(options: PoolOptions = {}): Pool {
  const threads = checkThreads(options.threads);
  const jobs = new Map<number, Waiting>();
  let ended: Error | undefined;
  let lastId = 0;

  const workers = Array.from({ length: threads }, () =>
    startWorker(({ id, suffix }) => {
      if (suffix !== null) jobs.get(id)?.resolve(suffix);
    }, end),
  );

  /** Ends the pool. Only the first reason is kept: when several threads fail together, the first error is reported. */
  function end(reason: Error): void {
    ended ??= reason;
    for (const { reject } of jobs.values()) reject(ended);
  }

  function post(job: Omit<Job, 'share' | 'engine'>): void {
    workers.forEach((worker, first) => {
      if (jobs.size === 1) worker.ref();
      worker.postMessage({ ...job, engine: options.engine, share: { first, stride: threads } } satisfies Job);
    });
  }

  function finish(id: number): void {
    jobs.delete(id);
    if (jobs.size > 0) return;
    for (const worker of workers) worker.unref();
  }

  async function solve(
    token: string,
    nBits: number,
    { signal, onProgress }: SearchOptions = {},
  ): Promise<Solution> {
    checkDemand(token, nBits);
    signal?.throwIfAborted();
    if (ended !== undefined) throw ended;
    const start = performance.now();
    const control = new Control();
    const soFar = () => ({ attempts: control.attempts, seconds: (performance.now() - start) / 1000 });
    const id = ++lastId;
    // Its abort removes the listener and the timer below.
    const settled = new AbortController();
    const found = new Promise<string>((resolve, reject) => {
      const waiting: Waiting = { resolve, reject };
      jobs.set(id, waiting);
      const abort = (): void => {
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', abort, { signal: settled.signal });
      const report = (): void => {
        try {
          onProgress?.({ ...soFar(), expectedAttempts: 2 ** nBits });
        } catch (error) {
          waiting.reject(error as Error);
        }
      };
      const reports = setInterval(report, PROGRESS_MILLISECONDS);
      settled.signal.addEventListener('abort', () => {
        clearInterval(reports);
      });
    });
    try {
      post({ id, token, nBits, control: control.buffer });
      return { suffix: verified(token, nBits, await found), ...soFar() };
    } finally {
      control.stop();
      settled.abort();
      finish(id);
    }
  }

  async function close(): Promise<void> {
    end(new DOMException('The pool was closed.', 'AbortError'));
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  return { threads, solve, close, [Symbol.asyncDispose]: close };
}

function startWorker(onResult: (result: JobResult) => void, onEnd: (reason: Error) => void): Worker {
  // From text instead of a file, so that a bundler needs no configuration for that file.
  const worker = new Worker(WORKER_SOURCE, {
    eval: true,
    // Without the process's own flags: --input-type, for example, would keep a thread from starting.
    execArgv: [],
    // A search makes little garbage: without this limit, 16 MB would pile up in each thread before a collection.
    resourceLimits: { maxYoungGenerationSizeMb: 1 },
  });
  worker.on('message', onResult);
  worker.on('error', (cause) => {
    onEnd(new ServiceError('internal_error', 'A solver thread failed.', { cause }));
  });
  worker.on('exit', () => {
    onEnd(new ServiceError('internal_error', 'A solver thread ended.'));
  });
  // After the listeners: adding one for 'message' refs the worker again.
  worker.unref();
  return worker;
}
