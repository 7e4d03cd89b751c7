import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import type { TlslpError } from '../protocol/errors.js';

/**
 * Mirrors the source, but fails with the error that `toError` makes of the first value of `trouble`, or with what `trouble` fails with.
 * `trouble` is subscribed first, so that what it has to say at once comes before anything of the source. Its completion means nothing.
 */
export function failWhen<T>(trouble: Observable<TlslpError>): MonoTypeOperatorFunction<T>;
export function failWhen<T, U>(
  trouble: Observable<U>,
  toError: (value: U) => TlslpError,
): MonoTypeOperatorFunction<T>;
export function failWhen<T>(
  trouble: Observable<unknown>,
  toError: (value: unknown) => unknown = (error) => error,
): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((subscriber) => {
      subscriber.add(
        trouble.subscribe({
          next: (value) => {
            subscriber.error(toError(value));
          },
          error: (error: unknown) => {
            subscriber.error(error);
          },
        }),
      );
      if (!subscriber.closed) source.subscribe(subscriber);
    });
}
