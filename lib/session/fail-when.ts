import { map, takeUntil, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import type { TlslpError } from '../protocol/errors.js';

/**
 * Mirrors the source, and fails when `reason` emits an error or fails. Subscribes to `reason` first, so that an error which it emits
 * at once comes before the source's values. Ignores the completion of `reason`.
 */
export function failWhen<T>(reason: Observable<TlslpError>): MonoTypeOperatorFunction<T> {
  const thrown = reason.pipe(
    map((error): never => {
      throw error;
    }),
  );
  return (source) => source.pipe(takeUntil(thrown));
}
