import {
  catchError,
  concat,
  defer,
  EMPTY,
  of,
  repeat,
  tap,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
  type TimestampProvider,
} from 'rxjs';
import type { TlslpError } from '../protocol/errors.js';
import type { ClientRunEvent, FailedEvent, ReconnectingEvent } from './events.js';
import { Outage } from './outage.js';
import { isTemporary } from './temporary.js';

/**
 * How many connections in a row a server may close before its first line. Under TLS 1.3 that is also how it refuses a client certificate,
 * which no further connection would change.
 */
const MAX_SILENT_CLOSES = 3;

export interface ReconnectOptions {
  /** The time without a connection after which it gives up, in seconds. */
  readonly seconds: number;
  readonly scheduler: SchedulerLike;
  /** Measures that time, in milliseconds. A monotonic one: the time of day can be set meanwhile. */
  readonly clock: TimestampProvider;
  /** Returns a number from 0 to below 1, for the pauses. */
  readonly random: () => number;
}

/**
 * Runs a client again and again, with growing pauses, until a session ends for good: with `done`, or with a failure that another connection
 * would not change. Emits `reconnecting` before each pause. Unsubscribing ends a pause at once.
 *
 * When it gives up, it ends as the last attempt has ended: with the error of the connection, or after the events of the session.
 * @param once connects and runs one session; each subscription is an attempt
 */
export function reconnecting(
  once: Observable<ClientRunEvent>,
  { seconds, scheduler, clock, random }: ReconnectOptions,
): Observable<ClientRunEvent> {
  return defer(() => {
    const outage = new Outage(seconds, clock.now(), random);
    let pauseMs: number | null = null;
    let silentCloses = 0;

    /** Plans the next attempt, and emits it; errors or completes when there is none. */
    const next = (error: TlslpError, otherwise: Observable<never>): Observable<ReconnectingEvent> => {
      pauseMs = outage.pause(clock.now());
      if (pauseMs === null) return otherwise;
      const at = scheduler.now();
      return of({ type: 'reconnecting', at, attempt: outage.tries, seconds: pauseMs / 1000, error });
    };

    const attempt = defer(() => {
      pauseMs = null;
      let spoken = false;
      let lost: FailedEvent | null = null;
      const observe = (event: ClientRunEvent): void => {
        if (event.type === 'connected') outage.connected(clock.now());
        if (event.type === 'received') spoken = true;
        if (event.type !== 'failed') return;
        outage.lost(clock.now());
        silentCloses = spoken || event.error.code !== 'disconnected' ? 0 : silentCloses + 1;
        if (event.temporary && silentCloses < MAX_SILENT_CLOSES) lost = event;
      };
      const session = concat(
        once.pipe(tap(observe)),
        defer(() => (lost === null ? EMPTY : next(lost.error, EMPTY))),
      );
      return session.pipe(
        catchError((error: unknown) => {
          const failure = throwError(() => error);
          return isTemporary(error) ? next(error, failure) : failure;
        }),
      );
    });
    return attempt.pipe(repeat({ delay: () => (pauseMs === null ? EMPTY : timer(pauseMs, scheduler)) }));
  });
}
