import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  from,
  ignoreElements,
  map,
  of,
  take,
  tap,
  throwError,
  type Observable,
} from 'rxjs';
import { stepOf, type Command } from '../protocol/commands.js';
import { ServiceError, toTlslpError } from '../protocol/errors.js';
import { failLineOf, outcomeOf } from '../protocol/failures.js';
import { bestEffort } from './best-effort.js';
import { checkCommands, MAX_COMMANDS } from './check-commands.js';
import { completeContext, stamp, type CompleteContext } from './complete-context.js';
import type { PlannedCommand, SessionContext } from './context.js';
import type { SessionEvent } from './events.js';
import { exchange } from './exchange.js';
import { failWhen } from './fail-when.js';
import { callHook } from './hooks.js';
import { drawCommand } from './plan.js';
import { takingTurns, type Turn } from './taking-turns.js';
import { within } from './within.js';

/** Where a session stands. */
interface Progress {
  step: string;
  /** DONE was sent: the client has done its part. */
  promised: boolean;
}

/**
 * The conversation, as a function of streams: the client's lines in, the session's events out. Everything else that it needs comes
 * with the context. Subscribe once: a subscription is a session, and unsubscribing abandons it without a word.
 *
 * Never errors. A failure is told to the client with a FAIL line (best effort), emitted, and completes the session. The last event is
 * `done` once DONE was sent, confirmed or not, and `failed` where it was not.
 *
 * @param lines the client's lines; completing means that the client left, an error of it fails the session
 * @throws {ConfigError} `invalid_option`: commands that no session can have
 */
export function session(lines: Observable<string>, given: SessionContext): Observable<SessionEvent> {
  if (typeof given.commands !== 'function') checkCommands(given.commands, given);
  return defer(() => converse(lines, completeContext(given)));
}

/** The same for whoever completes the context himself. Call it once a session, when it begins. */
export function converse(lines: Observable<string>, context: CompleteContext): Observable<SessionEvent> {
  const progress: Progress = { step: 'HELLO', promised: false };
  // One line for each command: a stranger's list without end is not held.
  const conversation = takingTurns<SessionEvent>(
    lines.pipe(take(MAX_COMMANDS)),
    context.inputDrained,
    (turn, lastWord) =>
      stepsOf(context).pipe(
        concatMap((planned) => {
          if (planned === BEGIN) return told(() => ({ type: 'connected', ...stamp(context) }));
          if (planned === END) return concat(lastWord, confirmed(context));
          const command = drawCommand(planned, context.drawRandomString);
          if (command.kind !== 'fail') progress.step = stepOf(command);
          return step(command, turn, context, progress);
        }),
      ),
  );
  const { stopped } = context;
  return (stopped === undefined ? conversation : conversation.pipe(failWhen(stopped))).pipe(
    catchError((error: unknown) => fail(error, progress, context)),
  );
}

function confirmed(context: CompleteContext): Observable<SessionEvent> {
  return told(() => ({ type: 'done', ...stamp(context), confirmed: true, error: null, line: null }));
}

/** An event with the time that it is told at. */
function told(event: () => SessionEvent): Observable<SessionEvent> {
  return defer(() => of(event()));
}

/** What stands before and behind the commands in the list of steps: a list in a list would cost each session more. */
const BEGIN: unique symbol = Symbol('begin');
const END: unique symbol = Symbol('end');
type Step = PlannedCommand | typeof BEGIN | typeof END;

/** The list of steps: the commands come once the client may have them. */
function stepsOf(context: CompleteContext): Observable<Step> {
  const { authorize, commands } = context;
  if (authorize === undefined && typeof commands !== 'function') {
    const steps: readonly Step[] = [BEGIN, ...commands, END];
    return from(steps);
  }
  const authorized =
    authorize === undefined
      ? EMPTY
      : callHook('authorize', authorize, context).pipe(map(refuseUnless), ignoreElements());
  return concat(
    of(BEGIN),
    authorized,
    defer(() => planned(context)),
    of(END),
  );
}

function planned(context: CompleteContext): Observable<PlannedCommand> {
  const { commands } = context;
  if (typeof commands !== 'function') return from(commands);
  return callHook('plan', commands, context).pipe(
    tap((list) => {
      checkCommands(list, context);
    }),
    concatMap((list) => list),
  );
}

function refuseUnless(verdict: boolean | string): void {
  if (verdict === true) return;
  throw new ServiceError('not_authorized', verdict === false ? 'Not authorized.' : verdict);
}

function step(
  command: Command,
  turn: Turn<SessionEvent>,
  context: CompleteContext,
  progress: Progress,
): Observable<SessionEvent> {
  const { draining, otherTimeout, workTimeout } = context;
  switch (command.kind) {
    case 'fail':
      return throwError(() => new ServiceError('random_failure', command.reason));
    case 'work': {
      const work = exchange(command, turn, context, workTimeout);
      return draining === undefined ? work : work.pipe(failWhen(draining));
    }
    case 'done':
      return concat(committed(context), exchange(command, promising(turn, progress), context, otherTimeout));
    default:
      return exchange(command, turn, context, otherTimeout);
  }
}

/** From the sending of DONE on, the client has done its part. */
function promising(turn: Turn<SessionEvent>, progress: Progress): Turn<SessionEvent> {
  return (sent, received) =>
    turn(() => {
      progress.promised = true;
      return sent();
    }, received);
}

/** DONE is a promise: it is not sent before the answers are safely kept. */
function committed(context: CompleteContext): Observable<SessionEvent> {
  const { commit, commitTimeout, scheduler } = context;
  if (commit === undefined) return EMPTY;
  const late = (): ServiceError =>
    new ServiceError('not_durable', `Server could not keep the answers within ${commitTimeout} s.`);
  return concat(
    defer(commit).pipe(within(commitTimeout, scheduler, late)),
    told(() => ({ type: 'committed', ...stamp(context) })),
  );
}

function fail(
  thrown: unknown,
  { step: failedStep, promised }: Progress,
  context: CompleteContext,
): Observable<SessionEvent> {
  const error = toTlslpError(thrown);
  const line = failLineOf(error);
  const ended = (): SessionEvent => {
    const base = stamp(context);
    if (promised) return { type: 'done', ...base, confirmed: false, error, line };
    return { type: 'failed', ...base, step: failedStep, outcome: outcomeOf(error), error, line };
  };
  return concat(line === null ? EMPTY : bestEffort(defer(() => context.send(line))), told(ended));
}
