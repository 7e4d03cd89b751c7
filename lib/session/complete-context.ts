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

/** The deadline of handing over one line, in seconds. */
const DEFAULT_SEND_TIMEOUT = 10;
/** The deadline of an embedder's function, in seconds. */
const DEFAULT_HOOK_TIMEOUT = 10;
/** The deadline of committing the answers, in seconds: a client waits about so long for its DONE. */
const DEFAULT_COMMIT_TIMEOUT = 60;

type Needed =
  'workTimeout' | 'otherTimeout' | 'hookTimeout' | 'commitTimeout' | 'inputDrained' | 'scheduler' | 'peer';

/** A context with all defaults, for one session from now on. */
export interface CompleteContext
  extends Omit<SessionContext, Needed>, Required<Pick<SessionContext, Needed>> {
  /** Waits until the input is drained, and sends a command's line. However that fails, the line was not sent. */
  readonly ask: (line: string) => Observable<never>;
  /** A clock that only goes forward, in milliseconds. */
  readonly clock: TimestampProvider;
  /** When the session began, by `clock`. */
  readonly beganAt: number;
}

/** @param ask where the transport can do in one what `inputDrained` and `send` do */
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

/** What every event carries, as of now. */
export function stamp({ id, scheduler, clock, beganAt, peer }: CompleteContext): SessionEventBase {
  // To the millisecond: what is finer tells nobody anything.
  return { id, at: scheduler.now(), elapsed: Math.round(clock.now() - beganAt) / 1000, peer };
}
