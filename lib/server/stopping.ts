import {
  catchError,
  map,
  merge,
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
import type { DrainTimedOutEvent, StoppingEvent } from './events.js';
import { milliseconds } from '../protocol/milliseconds.js';

/** The two stages of a stop, shared by all sessions. */
export interface Stopping {
  /** Emits at the stop: no more connections are accepted. Sessions go on. */
  readonly draining: Observable<TlslpError>;
  /** Emits after the drain timeout: every session must end now. */
  readonly stopped: Observable<TlslpError>;
}

/**
 * Returns the stages of a stop. `stop` is subscribed to once, by the first subscriber of a stage; later subscribers get a replay.
 * @param stop stops the server when it emits or errors
 * @param drainTimeout returns the time that sessions have to end after the stop, in seconds. It is asked at the stop
 */
export function stoppingStages(
  stop: Observable<unknown>,
  scheduler: SchedulerLike,
  drainTimeout: () => number,
): Stopping {
  const draining = stop.pipe(
    catchError(() => of(null)),
    take(1),
    map(serverStopping),
    replayed(),
  );
  const stopped = draining.pipe(
    switchMap((error) => timer(milliseconds(drainTimeout()), scheduler).pipe(map(() => error))),
    replayed(),
  );
  return { draining, stopped };
}

/** What the events of a stop tell. */
export interface StopContext {
  readonly now: () => number;
  /** Returns the number of open sessions. */
  readonly sessions: () => number;
  readonly drainTimeout: () => number;
  /** Called at the stop, before its event. */
  readonly onStopping: () => void;
}

/** Emits `stopping` at a stop, and `drain_timed_out` if it is not unsubscribed before the sessions must end. */
export function stopEvents(
  { draining, stopped }: Stopping,
  { now, sessions, drainTimeout, onStopping }: StopContext,
): Observable<StoppingEvent | DrainTimedOutEvent> {
  return merge(
    draining.pipe(
      map((): StoppingEvent => {
        onStopping();
        return { type: 'stopping', at: now(), sessions: sessions(), drainTimeout: drainTimeout() };
      }),
    ),
    stopped.pipe(
      map((): DrainTimedOutEvent => ({ type: 'drain_timed_out', at: now(), sessions: sessions() })),
    ),
  );
}

// Connected from the first subscriber to the last. Late subscribers get the replayed value.
function replayed<T>() {
  return share<T>({ connector: () => new ReplaySubject<T>(1), resetOnComplete: false });
}
