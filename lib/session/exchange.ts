import {
  catchError,
  concat,
  concatMap,
  defer,
  map,
  merge,
  mergeMap,
  of,
  throwError,
  type Observable,
} from 'rxjs';
import { checkAnswer, type AskingCommand } from '../protocol/answers.js';
import { formatCommand, stepOf } from '../protocol/commands.js';
import { isTlslpError, ValidationError } from '../protocol/errors.js';
import { notSent, timedOut } from '../protocol/failures.js';
import { stamp, type CompleteContext } from './complete-context.js';
import type { SentEvent, SessionEvent } from './events.js';
import { callHook } from './hooks.js';
import { within } from './within.js';

/** A command that is owed an answer, sent. */
type Asked = SentEvent & { readonly command: AskingCommand };

/**
 * One command and its one answer, which has `seconds` from the writing of the command on.
 *
 * Emits `sent`, `received`, and `work_accepted` or `answered`. Errors: ProtocolError `wrong_answer`; ValidationError; TransportError
 * `timed_out`, `not_sent`; whatever `send` and the answer fail with.
 * @param answer takes the next line; see `takingTurns`
 */
export function exchange(
  command: AskingCommand,
  answer: Observable<string>,
  context: CompleteContext,
  seconds: number,
): Observable<SessionEvent> {
  const line = formatCommand(command);
  const answered = defer(() => {
    const sent: Asked = { type: 'sent', ...stamp(context), command, line };
    const judged = answer.pipe(
      within(seconds, context.scheduler, () => timedOut(stepOf(command), seconds)),
      mergeMap((received) => judge(sent, received, context)),
    );
    // The answer is waited for before `sent` is emitted, and both must end: an observer may answer from inside its next().
    return merge(
      context.check === undefined ? judged : judged.pipe(concatMap((e) => checked(e, context))),
      of(sent),
    );
  });
  return concat(context.inputDrained, written(line, context), answered);
}

/** However `send` fails, the line was not sent. */
function written(line: string, { send }: CompleteContext): Observable<never> {
  return defer(() => send(line)).pipe(
    catchError((cause: unknown) =>
      throwError(() => (isTlslpError(cause) ? cause : notSent('The line could not be written.', cause))),
    ),
  );
}

/** `received` goes out before the line is judged: an observer sees also what is wrong. */
function* judge(asked: Asked, line: string, context: CompleteContext): Generator<SessionEvent> {
  const { command } = asked;
  const now = stamp(context);
  yield { type: 'received', ...now, command, line };
  const answer = checkAnswer(command, line, context.token);
  if (answer.kind === 'work') {
    const { nBits, suffix, zeroBits } = answer;
    const seconds = Math.round((now.elapsed - asked.elapsed) * 1000) / 1000;
    yield { type: 'work_accepted', ...now, nBits, suffix, zeroBits, seconds };
  } else if (answer.kind === 'body') {
    yield { type: 'answered', ...now, name: answer.name, value: answer.value };
  }
}

/** An answer is not `answered` before the embedder's check has passed. */
function checked(event: SessionEvent, context: CompleteContext): Observable<SessionEvent> {
  const { check } = context;
  if (event.type !== 'answered' || check === undefined) return of(event);
  return callHook('check', (options) => check(event.name, event.value, options), context).pipe(
    map((verdict) => {
      if (verdict !== true) throw new ValidationError('answer_refused', verdict);
      return event;
    }),
  );
}
