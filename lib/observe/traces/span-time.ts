import type { HrTime } from '@opentelemetry/api';

/**
 * Returns a time as seconds and nanoseconds. A plain number would not do: the SDK takes a small one, as of a clock that was set back, for a
 * reading of `performance.now()`.
 * @param milliseconds since the epoch
 */
export function spanTime(milliseconds: number): HrTime {
  const rounded = Math.round(milliseconds);
  const seconds = Math.floor(rounded / 1000);
  return [seconds, (rounded - seconds * 1000) * 1_000_000];
}
