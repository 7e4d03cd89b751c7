import { throwError, timeout, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { milliseconds } from '../protocol/milliseconds.js';
import type { TlslpError } from '../protocol/errors.js';

/**
 * Mirrors the source, and fails with `late` if the source neither emits a value nor completes in time.
 * @param seconds the limit, measured from the subscription
 */
export function within<T>(
  seconds: number,
  scheduler: SchedulerLike,
  late: () => TlslpError,
): MonoTypeOperatorFunction<T> {
  return timeout({ first: milliseconds(seconds), scheduler, with: () => throwError(late) });
}
