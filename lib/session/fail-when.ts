import { map, takeUntil, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import type { TlslpError } from '../protocol/errors.js';

/**
 * Mirrors the source, but fails with the first error that `reason` emits, or fails with. `reason` is subscribed to first, so that what it
 * emits at once comes before anything of the source. Its completion means nothing.
 */
export function failWhen<T>(reason: Observable<TlslpError>): MonoTypeOperatorFunction<T> {
  const thrown = reason.pipe(
    map((error): never => {
      throw error;
    }),
  );
  return (source) => source.pipe(takeUntil(thrown));
}
