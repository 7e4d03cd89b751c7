import { pauseMs } from './pauses.js';
import type { Effect } from './segments.js';

/** A rate is kept in steps of so much time: a chunk that takes longer is cut. */
const STEP_MS = 100;

/** Holds everything back for so long since it came, give or take the jitter. The order stays. */
export function delayBy(latencyMs: number, jitterMs: number): Effect {
  return async function* (segments, { random, signal }) {
    for await (const segment of segments) {
      const delay = latencyMs + (jitterMs === 0 ? 0 : random.int(-jitterMs, jitterMs));
      const left = segment.arrivedAt + delay - performance.now();
      if (left > 0) await pauseMs(left, signal);
      yield segment;
    }
  };
}

/** Passes on so many bytes in a millisecond (which are kilobytes in a second), at most. */
export function limitRate(bytesPerMs: number): Effect {
  const step = Math.max(1, Math.floor(bytesPerMs * STEP_MS));
  return async function* (segments, { signal }) {
    let freeAt = 0;
    for await (const { bytes, arrivedAt } of segments) {
      for (let at = 0; at < bytes.length; at += step) {
        const piece = bytes.subarray(at, at + step);
        const now = performance.now();
        freeAt = Math.max(freeAt, now) + piece.length / bytesPerMs;
        if (freeAt - now >= 1) await pauseMs(freeAt - now, signal);
        yield { bytes: piece, arrivedAt };
      }
    }
  };
}

/** Holds the end back. */
export function delayEnd(ms: number): Effect {
  return async function* (segments, { signal }) {
    yield* segments;
    await pauseMs(ms, signal);
  };
}
