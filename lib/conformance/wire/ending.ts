import { aborted, pauseMs } from './pauses.js';
import type { Effect, Segment } from './segments.js';

/** Ends the connection in order after so many bytes of a direction. */
export function endAfter(maxBytes: number): Effect {
  return async function* (segments, { endConnection }) {
    let left = maxBytes;
    for await (const { bytes, arrivedAt } of segments) {
      yield { bytes: bytes.subarray(0, left), arrivedAt };
      left -= bytes.length;
      if (left <= 0) {
        endConnection('end');
        return;
      }
    }
  };
}

/** Resets the connection so long after the first byte of a direction, which is not passed on. */
export function resetAfter(ms: number): Effect {
  return async function* (segments, { signal, endConnection }) {
    for await (const _ of segments) {
      await pauseMs(ms, signal);
      endConnection('reset');
      return;
    }
    yield* [];
  };
}

/** Passes nothing on, and ends the connection in order after so long; 0: never, but for the ends of its peers. */
export function swallow(ms: number): Effect {
  return async function* (segments, { signal, endConnection }) {
    const drained = drain(segments);
    await Promise.race([drained, ms === 0 ? aborted(signal) : pauseMs(ms, signal)]);
    endConnection('end');
    yield* [];
  };
}

async function drain(segments: AsyncIterable<Segment>): Promise<void> {
  for await (const _ of segments);
}
