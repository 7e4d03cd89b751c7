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
 * Threads that solve one job after another. They keep the process alive while a job is under way, and not otherwise. `await using`
 * closes a pool at the end of its block.
 */
export interface Pool extends AsyncDisposable {
  /** How many there are. */
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

/** How a job of the pool is told its suffix, or why it has none. */
interface Waiting {
  readonly resolve: (suffix: string) => void;
  readonly reject: (reason: Error) => void;
}

/** How often a job under way is looked at. */
const PROGRESS_MILLISECONDS = 200;

/**
 * Starts threads at once, so that they are ready by the time there is work. The caller owns the pool, and closes it.
 * @throws {ConfigError} `invalid_option`: threads that breaks its rule
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

  /** Only the first reason counts: of the threads of a pool that fail together, one is told of. */
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
    // Takes the listener and the timer below away with it.
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
  // From its text, and not from a file beside this one: a bundler would have to know of that file.
  const worker = new Worker(WORKER_SOURCE, {
    eval: true,
    // The program's own flags are not for the threads: --input-type, for one, would keep them from starting.
    execArgv: [],
    // What a search throws away is little: without this, it fills 16 MB a thread before it is collected.
    resourceLimits: { maxYoungGenerationSizeMb: 1 },
  });
  worker.on('message', onResult);
  worker.on('error', (cause) => {
    onEnd(new ServiceError('internal_error', 'A thread of the proof of work failed.', { cause }));
  });
  worker.on('exit', () => {
    onEnd(new ServiceError('internal_error', 'A thread of the proof of work ended.'));
  });
  // Last of all: a listener for 'message' would undo it.
  worker.unref();
  return worker;
}
