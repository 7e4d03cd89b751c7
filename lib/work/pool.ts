import { Worker } from 'node:worker_threads';
import { ServiceError } from '../protocol/errors.js';
import { satisfies } from './crypto-scanner.js';
import { Control } from './control.js';
import type { Job, JobResult } from './job.js';
import type { SearchOptions, Solution } from './solution.js';

/** Threads that solve one job after another. Idle, they do not keep the process alive; `close` ends them. */
export interface Pool {
  readonly threads: number;
  /** Solves a demand that has been checked; jobs given at the same time wait for one another. */
  solve(token: string, nBits: number, options?: SearchOptions): Promise<Solution>;
  /** Stops what is under way (it rejects with an AbortError) and ends every thread; resolves when they are gone. */
  close(): Promise<void>;
}

/** How often a job under way is looked at. */
const PROGRESS_MILLISECONDS = 200;

interface Pending {
  readonly suffix: (suffix: string) => void;
  readonly fail: (reason: unknown) => void;
}

/** Starts threads at once, so that they are ready by the time there is work. Their owner is the caller. */
export function startPool({ threads }: { readonly threads: number }): Pool {
  const pending = new Map<number, Pending>();
  // Why no more jobs are taken.
  let ended: { readonly reason: unknown } | undefined;
  let lastId = 0;

  const workers = Array.from({ length: threads }, () => {
    // The program's own flags are not for the threads: --input-type, for one, would keep them from starting.
    const worker = new Worker(new URL('./worker.js', import.meta.url), { execArgv: [] });
    worker.on('message', ({ id, suffix }: JobResult) => {
      if (suffix !== null) pending.get(id)?.suffix(suffix);
    });
    worker.on('error', (cause) => {
      void end(new ServiceError('internal_error', 'A thread that works on the proof of work failed.', { cause }));
    });
    worker.unref();
    return worker;
  });

  function end(reason: unknown): Promise<unknown> {
    ended ??= { reason };
    for (const job of pending.values()) job.fail(reason);
    return Promise.all(workers.map((worker) => worker.terminate()));
  }

  function post(job: Omit<Job, 'share'>): void {
    workers.forEach((worker, first) => {
      worker.postMessage({ ...job, share: { first, stride: threads } } satisfies Job);
    });
  }

  function settle(id: number): void {
    pending.delete(id);
    if (pending.size === 0)
      workers.forEach((worker) => {
        worker.unref();
      });
  }

  return {
    threads,
    async solve(token, nBits, { signal, onProgress } = {}) {
      signal?.throwIfAborted();
      if (ended !== undefined) throw ended.reason;
      const start = performance.now();
      const control = new Control();
      const id = ++lastId;
      const now = () => ({ attempts: control.attempts, seconds: (performance.now() - start) / 1000 });
      let abort: (() => void) | undefined;
      let timer: NodeJS.Timeout | undefined;
      try {
        const suffix = await new Promise<string>((resolve, reject) => {
          pending.set(id, { suffix: resolve, fail: reject });
          abort = () => {
            reject(signal?.reason as Error);
          };
          signal?.addEventListener('abort', abort);
          if (onProgress !== undefined) {
            timer = setInterval(() => {
              try {
                onProgress({ ...now(), expectedAttempts: 2 ** nBits });
              } catch (thrown) {
                reject(thrown);
              }
            }, PROGRESS_MILLISECONDS);
          }
          workers.forEach((worker) => {
            worker.ref();
          });
          post({ id, token, nBits, control: control.buffer });
        });
        if (!satisfies(token, nBits, suffix))
          throw new ServiceError('internal_error', 'A thread found a suffix that does not hold.');
        return { suffix, ...now() };
      } finally {
        control.stop();
        clearInterval(timer);
        if (abort !== undefined) signal?.removeEventListener('abort', abort);
        settle(id);
      }
    },
    async close() {
      await end(new DOMException('The pool was closed.', 'AbortError'));
    },
  };
}
