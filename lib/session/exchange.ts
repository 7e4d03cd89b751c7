import { concatMap, map, of, type Observable, type Subscriber, type Subscription } from 'rxjs';
import { checkAnswer, type AskingCommand, type WorkAnswer } from '../protocol/answers.js';
import { formatCommand } from '../protocol/commands.js';
import { ValidationError } from '../protocol/errors.js';
import type { AnswerDeadline } from './answer-deadline.js';
import { elapsed, stamp, type CompleteContext } from './complete-context.js';
import type { SentEvent, SessionEvent, WorkAcceptedEvent } from './events.js';
import { callHook } from './hooks.js';
import type { Progress } from './progress.js';
import type { Turn, TurnOptions } from './taking-turns.js';

/**
 * Sends one command, and checks its one answer. Emits `sent` and `received` through the turn, then `work_accepted` or `answered` itself.
 *
 * Errors: ProtocolError `wrong_answer`; ValidationError; TransportError `not_sent`. Errors of the deadline and the turn pass through.
 * @param deadline limits the wait for the answer, from the sending of the command
 * @param progress is promised when DONE was sent
 */
export function exchange(
  command: AskingCommand,
  turn: Turn<SessionEvent>,
  context: CompleteContext,
  deadline: AnswerDeadline,
  progress?: Progress,
): Observable<SessionEvent> {
  const answered = turn(new Exchange(command, context, deadline, progress));
  const { check } = context;
  return check === undefined ? answered : answered.pipe(concatMap((event) => checked(event, check, context)));
}

/** The turn of one command. A class, because V8 discards the compiled code of closures with their last instance. */
export class Exchange implements TurnOptions<SessionEvent> {
  readonly #deadline: AnswerDeadline;
  readonly #command: AskingCommand;
  readonly #line: string;
  readonly #context: CompleteContext;
  readonly #progress: Progress | undefined;
  #sentAt = 0;

  constructor(
    command: AskingCommand,
    context: CompleteContext,
    deadline: AnswerDeadline,
    progress: Progress | undefined,
  ) {
    this.#command = command;
    this.#line = formatCommand(command);
    this.#context = context;
    this.#progress = progress;
    this.#deadline = deadline;
  }

  ask(asker: Subscriber<SessionEvent>, asked: () => void): void {
    this.#context.ask(this.#line, asker, asked);
  }

  startDeadline(asker: Subscriber<SessionEvent>): Subscription {
    return this.#deadline.start(asker);
  }

  // These events are most of a session's. Written out, because a spread costs more than all else here.
  sent(): SentEvent {
    const command = this.#command;
    this.#progress?.sent(command);
    const context = this.#context;
    const { id, peer, scheduler } = context;
    this.#sentAt = elapsed(context);
    return { type: 'sent', id, at: scheduler.now(), elapsed: this.#sentAt, peer, command, line: this.#line };
  }

  received(line: string): SessionEvent {
    const context = this.#context;
    const { id, peer, scheduler } = context;
    const command = this.#command;
    return { type: 'received', id, at: scheduler.now(), elapsed: elapsed(context), peer, command, line };
  }

  /** Checks the answer, and returns its event; null for HELLOBACK and OK, which have none. */
  judge(line: string): SessionEvent | Observable<SessionEvent> | null {
    const context = this.#context;
    const { id, peer, scheduler, token } = context;
    const answer = checkAnswer(this.#command, line, token);
    switch (answer.kind) {
      case 'work':
        return this.workAccepted(answer);
      case 'body': {
        const { name, value } = answer;
        return { type: 'answered', id, at: scheduler.now(), elapsed: elapsed(context), peer, name, value };
      }
      default:
        return null;
    }
  }

  protected workAccepted(answer: WorkAnswer): SessionEvent | Observable<SessionEvent> {
    return this.workEvent(answer);
  }

  protected workEvent({ nBits, suffix, zeroBits }: WorkAnswer): WorkAcceptedEvent {
    const base = stamp(this.#context);
    const seconds = Math.round((base.elapsed - this.#sentAt) * 1000) / 1000;
    return { type: 'work_accepted', ...base, nBits, suffix, zeroBits, seconds };
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
