import {
  asyncScheduler,
  catchError,
  concat,
  defer,
  EMPTY,
  throwError,
  type Observable,
  type SchedulerLike,
  type Subscriber,
  type TimestampProvider,
} from 'rxjs';
import { DEFAULT_OTHER_TIMEOUT, DEFAULT_WORK_TIMEOUT } from '../protocol/constants.js';
import { isTlslpError, type TransportError } from '../protocol/errors.js';
import { notSent } from '../protocol/failures.js';
import type { SessionContext } from './context.js';
import type { Peer, SessionEventBase } from './events.js';
import { within } from '../rx/within.js';

const NOBODY: Peer = { remote: null, client: null, tls: null };

/** The default deadline for the write of one line, in seconds. */
const DEFAULT_SEND_TIMEOUT = 10;
/** The default deadline for an embedder's function, in seconds. */
const DEFAULT_HOOK_TIMEOUT = 10;
/** The default deadline for the commit of the answers, in seconds. A disk that hangs for longer is told to the client, while it waits still. */
const DEFAULT_COMMIT_TIMEOUT = 20;

/** The properties that have no default. */
type Optional =
  'drawRandomString' | 'stickyWork' | 'authorize' | 'check' | 'commit' | 'isStressed' | 'silence' | 'stopped';

/** The same properties, each of which may be undefined too. What is optional stays optional. */
export type OrUndefined<T> = { readonly [K in keyof T]: T[K] | undefined };

/** How a session reaches its client. */
export interface Transport extends Required<Pick<SessionContext, 'send' | 'inputDrained'>> {
  /**
   * Waits until the input is drained, sends a command's line, then calls `asked`. After an error, which goes to `asker`, the line was not
   * sent. The end of `asker` ends the waiting.
   */
  readonly ask: (line: string, asker: Subscriber<unknown>, asked: () => void) => void;
}

/** A context without the properties that the transport provides. Undefined is the same as not given. */
export interface TransportlessContext
  extends
    Pick<SessionContext, 'id' | 'token' | 'commands'>,
    OrUndefined<
      Omit<SessionContext, 'id' | 'token' | 'commands' | 'send' | 'sendTimeout' | 'inputDrained'>
    > {}

/** A context with all defaults, for one session that begins now. */
export interface CompleteContext
  extends
    Transport,
    Required<Omit<SessionContext, Optional | 'token' | 'sendTimeout' | keyof Transport>>,
    OrUndefined<Pick<SessionContext, Optional>> {
  /** The token of WORK and of the checksums. WORK sets it to that of an earlier connection where it resumes one. */
  token: string;
  /** A monotonic clock, in milliseconds. */
  readonly clock: TimestampProvider;
  /** The time of `clock` when the session began. */
  readonly beganAt: number;
}

export function completeContext(given: SessionContext): CompleteContext {
  const { scheduler = asyncScheduler, inputDrained = EMPTY } = given;
  const send = sendWithin(given, scheduler);
  const ask: Transport['ask'] = (line, asker, asked) => {
    const error = (thrown: unknown): void => {
      asker.error(thrown);
    };
    asker.add(concat(inputDrained, written(send, line)).subscribe({ error, complete: asked }));
  };
  return contextOver({ send, ask, inputDrained }, given);
}

/** Completes a context for this transport. Each field is written out: a spread costs a session several microseconds in Node 20. */
export function contextOver(
  { send, ask, inputDrained }: Transport,
  given: TransportlessContext,
): CompleteContext {
  const clock: TimestampProvider = given.scheduler ?? performance;
  return {
    id: given.id,
    token: given.token,
    commands: given.commands,
    drawRandomString: given.drawRandomString,
    stickyWork: given.stickyWork,
    authorize: given.authorize,
    check: given.check,
    commit: given.commit,
    isStressed: given.isStressed,
    silence: given.silence,
    stopped: given.stopped,
    workTimeout: given.workTimeout ?? DEFAULT_WORK_TIMEOUT,
    otherTimeout: given.otherTimeout ?? DEFAULT_OTHER_TIMEOUT,
    sessionTimeout: given.sessionTimeout ?? null,
    hookTimeout: given.hookTimeout ?? DEFAULT_HOOK_TIMEOUT,
    commitTimeout: given.commitTimeout ?? DEFAULT_COMMIT_TIMEOUT,
    peer: given.peer ?? NOBODY,
    scheduler: given.scheduler ?? asyncScheduler,
    send,
    ask,
    inputDrained,
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
export function stamp(context: CompleteContext): SessionEventBase {
  return { id: context.id, at: context.scheduler.now(), elapsed: elapsed(context), peer: context.peer };
}

/** Returns the seconds since the session began. Rounded to milliseconds: smaller fractions are noise. */
export function elapsed({ clock, beganAt }: CompleteContext): number {
  return Math.round(clock.now() - beganAt) / 1000;
}
