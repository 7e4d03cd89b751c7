import { asyncScheduler, defer, EMPTY, type SchedulerLike, type TimestampProvider } from 'rxjs';
import { DEFAULT_OTHER_TIMEOUT, DEFAULT_WORK_TIMEOUT } from '../protocol/constants.js';
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
  /** When the session began, by `clock`. */
  readonly beganAt: number;
  /** A clock that only goes forward, in milliseconds. */
  readonly clock: TimestampProvider;
}

export function completeContext(given: SessionContext): CompleteContext {
  const clock: TimestampProvider = given.scheduler ?? performance;
  const context = {
    workTimeout: DEFAULT_WORK_TIMEOUT,
    otherTimeout: DEFAULT_OTHER_TIMEOUT,
    hookTimeout: DEFAULT_HOOK_TIMEOUT,
    commitTimeout: DEFAULT_COMMIT_TIMEOUT,
    inputDrained: EMPTY,
    scheduler: asyncScheduler,
    peer: NOBODY,
    ...given,
    clock,
    beganAt: clock.now(),
  };
  const { sendTimeout = DEFAULT_SEND_TIMEOUT } = given;
  return sendTimeout === null
    ? context
    : { ...context, send: sendWithin(given, sendTimeout, context.scheduler) };
}

function sendWithin(
  { send }: SessionContext,
  seconds: number,
  scheduler: SchedulerLike,
): SessionContext['send'] {
  return (line) =>
    defer(() => send(line)).pipe(
      within(seconds, scheduler, () => notSent(`The line was not taken within ${seconds} s.`)),
    );
}

/** What every event carries, as of now. */
export function stamp({ id, scheduler, clock, beganAt, peer }: CompleteContext): SessionEventBase {
  // To the millisecond: what is finer tells nobody anything.
  return { id, at: scheduler.now(), elapsed: Math.round(clock.now() - beganAt) / 1000, peer };
}
