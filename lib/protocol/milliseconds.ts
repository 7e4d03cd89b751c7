import { MAX_TIMER_MS } from './limits.js';

/** A deadline in seconds as a timer takes it: milliseconds, and never more than a timer can count. */
export function milliseconds(seconds: number): number {
  return Math.min(seconds * 1000, MAX_TIMER_MS);
}
