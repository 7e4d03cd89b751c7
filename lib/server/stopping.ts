import {
  catchError,
  map,
  of,
  ReplaySubject,
  share,
  switchMap,
  take,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { TlslpError } from '../protocol/errors.js';
import { serverStopping } from '../protocol/failures.js';

/** How long sessions in short steps may go on once the server is stopping, in milliseconds. */
export const DRAIN_DEADLINE_MS = 10_000;

/** A stop in two stages, for all sessions at once. */
export interface Stopping {
  /** From the stop on: no time for a WORK step any more. */
  readonly draining: Observable<TlslpError>;
  /** After the drain's deadline: no time for anything. */
  readonly stopped: Observable<TlslpError>;
}

/** @param stop emits when the server is to stop, and so does its failure; subscribed to once, with the first who asks, and replayed to later ones */
export function stoppingStages(
  stop: Observable<unknown>,
  scheduler: SchedulerLike,
  deadlineMs: number = DRAIN_DEADLINE_MS,
): Stopping {
  const draining = stop.pipe(
    catchError(() => of(null)),
    take(1),
    map(serverStopping),
    replayed(),
  );
  const stopped = draining.pipe(
    switchMap((error) => timer(deadlineMs, scheduler).pipe(map(() => error))),
    replayed(),
  );
  return { draining, stopped };
}

// Stays connected from its first subscriber to its last, and tells late ones what was.
function replayed<T>() {
  return share<T>({ connector: () => new ReplaySubject<T>(1), resetOnComplete: false });
}
