import { setImmediate } from 'node:timers/promises';
import type { Scanner } from './scanner.js';
import type { Solution } from './solution.js';

/** The time for which a search may block the event loop at once. */
const SLICE_MILLISECONDS = 4;

/**
 * Searches on the calling thread, for work that is done before another thread could start.
 * @throws the signal's reason when it aborts, at the end of the current slice
 */
export async function solveHere(makeScanner: () => Scanner, signal?: AbortSignal): Promise<Solution> {
  const start = performance.now();
  const scanner = makeScanner();
  let sliceEnd = start + SLICE_MILLISECONDS;
  for (let index = 0; ; index++) {
    const [suffix] = scanner.scan(index);
    const now = performance.now();
    if (suffix !== undefined) {
      return { suffix, attempts: (index + 1) * scanner.batch, seconds: (now - start) / 1000 };
    }
    if (now > sliceEnd) {
      await setImmediate();
      signal?.throwIfAborted();
      sliceEnd = performance.now() + SLICE_MILLISECONDS;
    }
  }
}
