import { concat, concatMap, filter, map, of, type Observable } from 'rxjs';
import { checkAnswer, type AskingCommand } from '../protocol/answers.js';
import { formatCommand, stepOf } from '../protocol/commands.js';
import { ValidationError } from '../protocol/errors.js';
import { timedOut } from '../protocol/failures.js';
import { stamp, type CompleteContext } from './complete-context.js';
import type { SessionEvent } from './events.js';
import { callHook } from './hooks.js';
import type { Turn } from './taking-turns.js';
import { within } from './within.js';

/**
 * Sends one command, and checks its one answer. The answer must come within `seconds`, measured from the sending of the command.
 *
 * Emits `sent` and `received` through the turn, then `work_accepted` or `answered` itself. Errors: ProtocolError `wrong_answer`;
 * ValidationError; TransportError `timed_out`, `not_sent`. Errors of the turn pass through.
 */
export function exchange(
  command: AskingCommand,
  turn: Turn<SessionEvent>,
  context: CompleteContext,
  seconds: number,
): Observable<SessionEvent> {
  const line = formatCommand(command);
  let sentAt = 0;
  const sent = (): SessionEvent => {
    const now = stamp(context);
    sentAt = now.elapsed;
    return { type: 'sent', ...now, command, line };
  };
  const received = (answer: string): SessionEvent => ({
    type: 'received',
    ...stamp(context),
    command,
    line: answer,
  });
  const answered = turn(sent, received).pipe(
    within(seconds, context.scheduler, () => timedOut(stepOf(command), seconds)),
    map((answer) => judge(command, answer, sentAt, context)),
    filter((event) => event !== null),
  );
  const { check } = context;
  return concat(
    context.ask(line),
    check === undefined ? answered : answered.pipe(concatMap((event) => checked(event, check, context))),
  );
}

/** Checks the answer, and returns its event; null for HELLOBACK and OK, which have none. */
function judge(
  command: AskingCommand,
  line: string,
  sentAt: number,
  context: CompleteContext,
): SessionEvent | null {
  const answer = checkAnswer(command, line, context.token);
  switch (answer.kind) {
    case 'work': {
      const { nBits, suffix, zeroBits } = answer;
      const now = stamp(context);
      const seconds = Math.round((now.elapsed - sentAt) * 1000) / 1000;
      return { type: 'work_accepted', ...now, nBits, suffix, zeroBits, seconds };
    }
    case 'body':
      return { type: 'answered', ...stamp(context), name: answer.name, value: answer.value };
    default:
      return null;
  }
}

/** Delays `answered` until the embedder's check has passed. */
function checked(
  event: SessionEvent,
  check: NonNullable<CompleteContext['check']>,
  context: CompleteContext,
): Observable<SessionEvent> {
  if (event.type !== 'answered') return of(event);
  return callHook('check', (options) => check(event.name, event.value, options), context).pipe(
    map((verdict) => {
      if (verdict !== true) throw new ValidationError('answer_refused', verdict);
      return event;
    }),
  );
}
