import { filter, takeUntil, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import type { TlslpError } from '../protocol/errors.js';
import type { Peer } from './events.js';

/** What ends sessions: an error ends each of them, a function those for whose peer it returns an error. */
export type SessionEnd = TlslpError | ((peer: Peer) => TlslpError | null);

/**
 * Mirrors the source, and fails when `reason` emits what ends it, or fails. Subscribes to `reason` first, so that an error which it emits
 * at once comes before the source's values. Ignores the completion of `reason`.
 * @param peer for the functions that `reason` emits
 */
export function failWhen<T>(reason: Observable<SessionEnd>, peer: Peer): MonoTypeOperatorFunction<T> {
  const thrown = reason.pipe(
    filter((end): end is never => {
      const error = typeof end === 'function' ? end(peer) : end;
      if (error !== null) throw error;
      return false;
    }),
  );
  return (source) => source.pipe(takeUntil(thrown));
}
