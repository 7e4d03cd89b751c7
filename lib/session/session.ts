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
import type { Command } from '../protocol/commands.js';
import { ServiceError, toTlslpError } from '../protocol/errors.js';
import { failLineOf, outcomeOf } from '../protocol/failures.js';
import {
  DONE_DEADLINE,
  SHORT_DEADLINE,
  StepDeadline,
  WORK_DEADLINE,
  type AnswerDeadline,
} from './answer-deadline.js';
import { bestEffort } from './best-effort.js';
import { checkCommands, MAX_COMMANDS } from './check-commands.js';
import { completeContext, elapsed, stamp, type CompleteContext } from './complete-context.js';
import type { PlannedCommand, SessionContext } from './context.js';
import type { SessionEvent } from './events.js';
import { exchange } from './exchange.js';
import { failWhen } from './fail-when.js';
import { callHook } from './hooks.js';
import { drawCommand } from './plan.js';
import { Progress } from './progress.js';
import { stickyExchange } from './sticky-exchange.js';
import { afterSilence, withSilence } from './silence.js';
import { takingTurns, type Turn } from './taking-turns.js';
import { within } from '../rx/within.js';

/**
 * Runs one session: takes the client's lines, and emits the session's events. Everything else comes from the context. Subscribe only
 * once: each subscription is a session. Unsubscribing ends it without a FAIL line.
 *
 * Never errors. After a failure it sends a FAIL line (best effort), emits the last event, and completes. The last event is `done` if
 * DONE was sent, confirmed or not, and `failed` otherwise.
 *
 * @param lines the client's lines, without LFs. When it completes, the client has left. When it errors, the session fails
 * @param given the context of this session
 * @throws {ConfigError} `invalid_option`: the list of commands breaks a rule
 */
export function session(lines: Observable<string>, given: SessionContext): Observable<SessionEvent> {
  if (typeof given.commands !== 'function') checkCommands(given.commands, given);
  return defer(() => converse(lines, completeContext(given)));
}

/** Does the same with a completed context. Call it once for each session, at its beginning. */
export function converse(lines: Observable<string>, context: CompleteContext): Observable<SessionEvent> {
  const progress = new Progress();
  const deadlines = deadlinesOf(context, progress);
  // The client sends one line for each command. The limit keeps an endless list from filling the memory.
  const conversation = takingTurns<SessionEvent>(
    lines.pipe(take(MAX_COMMANDS)),
    context.inputDrained,
    (turn, lastWord) =>
      stepsOf(context).pipe(
        concatMap((planned) => {
          if (planned === BEGIN) return told(connected, context);
          if (planned === END) return concat(withSilence(lastWord, context), confirmed(progress, context));
          const command = drawCommand(planned, context.drawRandomString);
          progress.begin(command, elapsed(context));
          return afterSilence(step(command, turn, context, deadlines, progress), command, context);
        }),
      ),
  );
  const { stopped } = context;
  return (stopped === undefined ? conversation : conversation.pipe(failWhen(stopped, context.peer))).pipe(
    catchError((error: unknown) => fail(error, progress, context)),
  );
}

/**
 * Emits one event. It is created on subscription, so that it has the time of that moment.
 * @param event creates it. A function of this file, not one for each session: V8 would discard its compiled code with the sessions
 */
function told(
  event: (context: CompleteContext) => SessionEvent,
  context: CompleteContext,
): Observable<SessionEvent> {
  return of(context).pipe(map(event));
}

function connected(context: CompleteContext): SessionEvent {
  return { type: 'connected', ...stamp(context) };
}

function committed(context: CompleteContext): SessionEvent {
  return { type: 'committed', ...stamp(context) };
}

function confirmed(progress: Progress, context: CompleteContext): Observable<SessionEvent> {
  return told(() => {
    const base = stamp(context);
    const durations = progress.end(base.elapsed);
    return { type: 'done', ...base, confirmed: true, error: null, line: null, durations };
  }, context);
}

/** The deadlines of the answers: of the one to WORK, and of every other. That of DONE is made when it is needed. */
interface Deadlines {
  readonly work: AnswerDeadline;
  readonly other: AnswerDeadline;
}

function deadlinesOf(context: CompleteContext, progress: Progress): Deadlines {
  return {
    work: new StepDeadline(context.workTimeout, context, progress, WORK_DEADLINE),
    other: new StepDeadline(context.otherTimeout, context, progress, SHORT_DEADLINE),
  };
}

/** The first and the last step. They are elements of the list of steps, because nested lists cost each session more memory. */
const BEGIN: unique symbol = Symbol('begin');
const END: unique symbol = Symbol('end');
type Step = PlannedCommand | typeof BEGIN | typeof END;

/** Emits the steps. The commands follow when the client has been authorized. */
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
  deadlines: Deadlines,
  progress: Progress,
): Observable<SessionEvent> {
  switch (command.kind) {
    case 'fail':
      return throwError(() => new ServiceError('random_failure', command.reason));
    case 'work': {
      const { stickyWork } = context;
      return stickyWork === undefined
        ? exchange(command, turn, context, deadlines.work, progress)
        : stickyExchange(command, stickyWork, turn, context, deadlines.work, progress);
    }
    case 'done': {
      const deadline = new StepDeadline(context.otherTimeout, context, progress, DONE_DEADLINE);
      return concat(committing(context), exchange(command, turn, context, deadline, progress));
    }
    default:
      return exchange(command, turn, context, deadlines.other, progress);
  }
}

/** Commits the answers. DONE promises the client that they are safely stored, so it has to wait for this. */
function committing(context: CompleteContext): Observable<SessionEvent> {
  const { commit, commitTimeout, scheduler } = context;
  if (commit === undefined) return EMPTY;
  const late = (): ServiceError =>
    new ServiceError('not_durable', `Server could not keep the answers within ${commitTimeout} s.`);
  return concat(defer(commit).pipe(within(commitTimeout, scheduler, late)), told(committed, context));
}

function fail(thrown: unknown, progress: Progress, context: CompleteContext): Observable<SessionEvent> {
  const error = toTlslpError(thrown);
  const line = failLineOf(error);
  const ended = (): SessionEvent => {
    const base = stamp(context);
    const { promised } = progress;
    const durations = progress.end(base.elapsed);
    if (promised) return { type: 'done', ...base, confirmed: false, error, line, durations };
    return {
      type: 'failed',
      ...base,
      step: progress.failedStep(error),
      outcome: outcomeOf(error),
      error,
      line,
      durations,
    };
  };
  return concat(line === null ? EMPTY : bestEffort(defer(() => context.send(line))), told(ended, context));
}
