import { setImmediate } from 'node:timers/promises';
import type { Scanner } from './scanner.js';
import type { Solution } from './solution.js';

/** How long the event loop may be held up at a stretch. */
const SLICE_MILLISECONDS = 4;

/**
 * Searches on the calling thread, for work that is done before a thread could start.
 * @throws the signal's reason when it aborts, after the slice that is under way
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
