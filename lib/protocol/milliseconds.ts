import { MAX_TIMER_MS } from './limits.js';

/** Converts a deadline from seconds to milliseconds, at most the maximum delay of a timer. */
export function milliseconds(seconds: number): number {
  return Math.min(seconds * 1000, MAX_TIMER_MS);
}
