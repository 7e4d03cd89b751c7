import type { Solve } from '../../client/context.js';
import { startPool, type Pool } from '../../work/pool.js';
import { solve } from '../../work/solve.js';
import { displayWork, type DisplayStream } from '../shared/progress.js';

export interface Worker {
  readonly solve: Solve;
  /** Ends the threads. */
  readonly close: () => Promise<void>;
}

/**
 * Creates a solver that shows its progress on a terminal. Elsewhere it shows nothing: the lines of standard output are enough. Its
 * threads start at once, so that they are ready when WORK comes.
 * @param limitSeconds the deadline that the display shows
 * @throws {ConfigError} `invalid_option`: `threads` breaks its rule
 */
export function startWorker(stderr: DisplayStream, limitSeconds: number, threads: number | null): Worker {
  const pool: Pool = startPool(threads === null ? {} : { threads });
  return {
    close: () => pool.close(),
    solve: async (token, nBits, { signal }) => {
      if (stderr.isTTY !== true) return solve(token, nBits, { signal, pool });
      const display = await displayWork(stderr, { nBits, limitSeconds });
      try {
        const solution = await solve(token, nBits, { signal, pool, onProgress: display.onProgress });
        display.found(solution);
        return solution;
      } catch (error) {
        display.stopped();
        throw error;
      }
    },
  };
}
