import { pauseMicros } from './pauses.js';
import type { Effect } from './segments.js';

/** Cuts what passes into pieces of random sizes, and pauses after each. Sizes are in bytes, the pause is in microseconds. */
export function cutInto(average: number, variation: number, pause: number): Effect {
  return async function* (segments, { random, signal }) {
    for await (const { bytes, arrivedAt } of segments) {
      for (let at = 0; at < bytes.length;) {
        const size = variation === 0 ? average : random.int(average - variation, average + variation);
        yield { bytes: bytes.subarray(at, at + size), arrivedAt };
        at += size;
        await pauseMicros(pause, signal);
        if (signal.aborted) return;
      }
    }
  };
}
