import {
  asyncScheduler,
  catchError,
  concat,
  defer,
  EMPTY,
  throwError,
  type Observable,
  type SchedulerLike,
  type TimestampProvider,
} from 'rxjs';
import { DEFAULT_OTHER_TIMEOUT, DEFAULT_WORK_TIMEOUT } from '../protocol/constants.js';
import { isTlslpError, type TransportError } from '../protocol/errors.js';
import { notSent } from '../protocol/failures.js';
import type { SessionContext } from './context.js';
import type { Peer, SessionEventBase } from './events.js';
import { within } from './within.js';

const NOBODY: Peer = { remote: null, client: null, tls: null };

/** The default deadline for the write of one line, in seconds. */
const DEFAULT_SEND_TIMEOUT = 10;
/** The default deadline for an embedder's function, in seconds. */
const DEFAULT_HOOK_TIMEOUT = 10;
/** The default deadline for the commit of the answers, in seconds. Clients wait for DONE about this long. */
const DEFAULT_COMMIT_TIMEOUT = 60;

type Needed =
  'workTimeout' | 'otherTimeout' | 'hookTimeout' | 'commitTimeout' | 'inputDrained' | 'scheduler' | 'peer';

/** A context with all defaults, for one session that begins now. */
export interface CompleteContext
  extends Omit<SessionContext, Needed>, Required<Pick<SessionContext, Needed>> {
  /** Waits until the input is drained, then sends a command's line. After any error, the line was not sent. */
  readonly ask: (line: string) => Observable<never>;
  /** A monotonic clock, in milliseconds. */
  readonly clock: TimestampProvider;
  /** The time of `clock` when the session began. */
  readonly beganAt: number;
}

/** @param ask replaces `inputDrained` and `send`, for a transport that does both in one step */
export function completeContext(given: SessionContext, ask?: CompleteContext['ask']): CompleteContext {
  const clock: TimestampProvider = given.scheduler ?? performance;
  const { scheduler = asyncScheduler, inputDrained = EMPTY } = given;
  const send = sendWithin(given, scheduler);
  return {
    workTimeout: DEFAULT_WORK_TIMEOUT,
    otherTimeout: DEFAULT_OTHER_TIMEOUT,
    hookTimeout: DEFAULT_HOOK_TIMEOUT,
    commitTimeout: DEFAULT_COMMIT_TIMEOUT,
    peer: NOBODY,
    ...given,
    scheduler,
    inputDrained,
    send,
    ask: ask ?? ((line) => concat(inputDrained, written(send, line))),
    clock,
    beganAt: clock.now(),
  };
}

function sendWithin(
  { send, sendTimeout: seconds = DEFAULT_SEND_TIMEOUT }: SessionContext,
  scheduler: SchedulerLike,
): SessionContext['send'] {
  if (seconds === null) return send;
  const late = (): TransportError => notSent(`The line was not taken within ${seconds} s.`);
  return (line) => defer(() => send(line)).pipe(within(seconds, scheduler, late));
}

function written(send: SessionContext['send'], line: string): Observable<never> {
  return defer(() => send(line)).pipe(
    catchError((cause: unknown) =>
      throwError(() => (isTlslpError(cause) ? cause : notSent('The line could not be written.', cause))),
    ),
  );
}

/** Returns the fields that all events have, with the current time. */
export function stamp({ id, scheduler, clock, beganAt, peer }: CompleteContext): SessionEventBase {
  // Rounded to milliseconds: smaller fractions are noise.
  return { id, at: scheduler.now(), elapsed: Math.round(clock.now() - beganAt) / 1000, peer };
}
