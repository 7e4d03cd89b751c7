import { throwError, timeout, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { milliseconds } from '../protocol/milliseconds.js';
import type { TlslpError } from '../protocol/errors.js';

/**
 * Mirrors a source that has `seconds` to emit its first value, or to complete; it fails with `late` otherwise.
 * @param seconds from the subscription on
 */
export function within<T>(
  seconds: number,
  scheduler: SchedulerLike,
  late: () => TlslpError,
): MonoTypeOperatorFunction<T> {
  return timeout({ first: milliseconds(seconds), scheduler, with: () => throwError(late) });
}
