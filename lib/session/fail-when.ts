import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import type { TlslpError } from '../protocol/errors.js';

/**
 * Mirrors the source, but fails with the first error that `trouble` emits, or fails with. `trouble` is subscribed first, so that what it
 * has to say at once comes before anything of the source. Its completion means nothing.
 */
export function failWhen<T>(trouble: Observable<TlslpError>): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((subscriber) => {
      const fail = (error: unknown): void => {
        subscriber.error(error);
      };
      subscriber.add(trouble.subscribe({ next: fail, error: fail }));
      if (!subscriber.closed) source.subscribe(subscriber);
    });
}
