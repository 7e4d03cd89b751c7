import { concatMap, map, of, type Observable } from 'rxjs';
import { checkAnswer, type AskingCommand } from '../protocol/answers.js';
import { formatCommand, stepOf } from '../protocol/commands.js';
import { ValidationError } from '../protocol/errors.js';
import { timedOut } from '../protocol/failures.js';
import { elapsed, stamp, type CompleteContext } from './complete-context.js';
import type { SessionEvent } from './events.js';
import { callHook } from './hooks.js';
import type { Turn } from './taking-turns.js';
import { within } from '../rx/within.js';

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
  const { id, peer, scheduler } = context;
  const line = formatCommand(command);
  let sentAt = 0;
  // These events are most of a session's. Written out, because a spread costs more than all else here.
  const answered = turn({
    ask: context.ask(line),
    deadline: within(seconds, scheduler, () => timedOut(stepOf(command), seconds)),
    sent: () => {
      sentAt = elapsed(context);
      return { type: 'sent', id, at: scheduler.now(), elapsed: sentAt, peer, command, line };
    },
    received: (answer) => ({
      type: 'received',
      id,
      at: scheduler.now(),
      elapsed: elapsed(context),
      peer,
      command,
      line: answer,
    }),
    judge: (answer) => judge(command, answer, sentAt, context),
  });
  const { check } = context;
  return check === undefined ? answered : answered.pipe(concatMap((event) => checked(event, check, context)));
}

/** Checks the answer, and returns its event; null for HELLOBACK and OK, which have none. */
function judge(
  command: AskingCommand,
  line: string,
  sentAt: number,
  context: CompleteContext,
): SessionEvent | null {
  const { id, peer, scheduler, token } = context;
  const answer = checkAnswer(command, line, token);
  switch (answer.kind) {
    case 'work': {
      const { nBits, suffix, zeroBits } = answer;
      const base = stamp(context);
      const seconds = Math.round((base.elapsed - sentAt) * 1000) / 1000;
      return { type: 'work_accepted', ...base, nBits, suffix, zeroBits, seconds };
    }
    case 'body': {
      const { name, value } = answer;
      return { type: 'answered', id, at: scheduler.now(), elapsed: elapsed(context), peer, name, value };
    }
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
