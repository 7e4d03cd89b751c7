import {
  asyncScheduler,
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  from,
  map,
  NEVER,
  of,
  take,
  throwError,
  type Observable,
} from 'rxjs';
import { stepOf, type Command } from '../protocol/commands.js';
import { DEFAULT_OTHER_TIMEOUT, DEFAULT_WORK_TIMEOUT } from '../protocol/constants.js';
import { ServiceError, toTlslpError } from '../protocol/errors.js';
import { failLineOf, outcomeOf, unsolicitedLine } from '../protocol/failures.js';
import type { SessionContext } from './context.js';
import type { Peer, SessionEvent } from './events.js';
import { exchange, UNSTAMPED, whileNothingIsAsked } from './exchange.js';
import { failWhen } from './fail-when.js';
import { withLines } from './with-lines.js';

const NOBODY: Peer = { remote: null, client: null, tls: null };

/**
 * The conversation, as a function of streams: the client's lines in, the session's events out. Everything else that it needs comes
 * with the context. Subscribe once: a subscription is a session, and unsubscribing abandons it without a word.
 *
 * Never errors. A failure is told to the peer with a FAIL line (best effort), emitted as `failed`, and completes the session. `done` or
 * `failed` is the last event.
 *
 * @param lines the client's lines; completing means that the client left, an error of it fails the session
 */
export function session(lines: Observable<string>, context: SessionContext): Observable<SessionEvent> {
  return defer(() => {
    const { id, scheduler = asyncScheduler, stopped = NEVER, peer = NOBODY } = context;
    const began = scheduler.now();
    let step = 'HELLO';
    // One line for each command: one more ends the session, whatever it says.
    const conversation = withLines(lines.pipe(take(context.commands.length + 1)), (line$) =>
      from(context.commands).pipe(
        concatMap((command) => {
          if (command.kind !== 'fail') step = stepOf(command);
          return stepOfSession(command, line$, context);
        }),
      ),
    ).pipe(failWhen(stopped));
    return concat(
      of<SessionEvent>({ type: 'connected', id, at: scheduler.now(), ...UNSTAMPED }),
      conversation,
    ).pipe(
      catchError((error: unknown) => fail(error, step, context)),
      map((event) => ({ ...event, peer, elapsed: Math.max(0, scheduler.now() - began) / 1000 })),
    );
  });
}

function stepOfSession(
  command: Command,
  lines: Observable<string>,
  context: SessionContext,
): Observable<SessionEvent> {
  const {
    draining = NEVER,
    otherTimeout = DEFAULT_OTHER_TIMEOUT,
    workTimeout = DEFAULT_WORK_TIMEOUT,
  } = context;
  switch (command.kind) {
    case 'fail':
      return throwError(() => new ServiceError('random_failure', command.reason));
    case 'work':
      return exchange(command, lines, context, workTimeout).pipe(failWhen(draining));
    case 'done':
      return concat(
        kept(lines, context),
        exchange(command, lines, context, otherTimeout),
        finished(lines, context),
      );
    default:
      return exchange(command, lines, context, otherTimeout);
  }
}

/** DONE is a promise: it is not sent before the answers are safe. */
function kept(lines: Observable<string>, context: SessionContext): Observable<SessionEvent> {
  const { id, commit, scheduler = asyncScheduler } = context;
  if (commit === undefined) return EMPTY;
  return concat(
    whileNothingIsAsked(lines, defer(commit)),
    defer(() => of<SessionEvent>({ type: 'committed', id, at: scheduler.now(), ...UNSTAMPED })),
  );
}

/** A line that came together with OK is one that nothing asked for; but who has said OK may leave, in whatever way. */
function finished(lines: Observable<string>, context: SessionContext): Observable<SessionEvent> {
  const { id, inputDrained = EMPTY, scheduler = asyncScheduler } = context;
  const leftovers = lines.pipe(map(unsolicitedLine), catchError(unlessLeft));
  return concat(
    inputDrained.pipe(failWhen(leftovers)),
    defer(() =>
      of<SessionEvent>({
        type: 'done',
        id,
        at: scheduler.now(),
        ...UNSTAMPED,
        confirmed: true,
        error: null,
        line: null,
      }),
    ),
  );
}

function unlessLeft(thrown: unknown): Observable<never> {
  return toTlslpError(thrown).code === 'disconnected' ? EMPTY : throwError(() => thrown);
}

function fail(thrown: unknown, step: string, context: SessionContext): Observable<SessionEvent> {
  const { id, scheduler = asyncScheduler } = context;
  const error = toTlslpError(thrown);
  const line = failLineOf(error);
  return concat(
    line === null ? EMPTY : sendFail(line, context),
    defer(() =>
      of<SessionEvent>({
        type: 'failed',
        id,
        at: scheduler.now(),
        ...UNSTAMPED,
        step,
        outcome: outcomeOf(error),
        error,
        line,
      }),
    ),
  );
}

/** Best effort: the session has failed already, and a FAIL line that cannot be sent changes nothing of that. */
function sendFail(line: string, context: Pick<SessionContext, 'send'>): Observable<never> {
  return defer(() => context.send(line)).pipe(catchError(() => EMPTY));
}
