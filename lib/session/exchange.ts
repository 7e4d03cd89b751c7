import { asyncScheduler, catchError, EMPTY, Observable, throwError, timeout } from 'rxjs';
import { checkAnswer, type AskingCommand } from '../protocol/answers.js';
import { formatCommand, stepOf } from '../protocol/commands.js';
import { isTlslpError } from '../protocol/errors.js';
import { MAX_TIMER_MS } from '../protocol/limits.js';
import { notSent, peerLeft, timedOut, unaskedLine } from '../protocol/failures.js';
import { after } from './after.js';
import type { SessionContext } from './context.js';
import type { SentEvent, SessionEvent } from './events.js';

type AskedEvent = SentEvent & { readonly command: AskingCommand };

export type ExchangeContext = Pick<SessionContext, 'id' | 'token' | 'send' | 'settled' | 'scheduler'>;

/**
 * One command and its one answer. Nothing may come until the command is written; from then on the answer has `seconds`.
 *
 * Emits `sent`, `received`, and `worked` or `answered`. Errors: ProtocolError `unasked_line`, `wrong_answer`; ValidationError;
 * TransportError `timed_out`, `disconnected`; whatever `send` and the lines fail with.
 *
 * A session has two dozen of these, and they are most of what it costs: so operators that would stand for one thing together are one small
 * observable here.
 * @param lines hot: what it emits goes to whoever is subscribed
 */
export function exchange(
  command: AskingCommand,
  lines: Observable<string>,
  context: ExchangeContext,
  seconds: number,
): Observable<SessionEvent> {
  const { id, scheduler = asyncScheduler, settled = EMPTY } = context;
  const line = formatCommand(command);
  const asking = after(settled, () => written(line, context));
  return after(whileNothingIsAsked(lines, asking), () => {
    const sent: AskedEvent = { type: 'sent', id, at: scheduler.now(), command, line };
    const answer = answerTo(sent, lines, context).pipe(
      timeout({
        first: Math.min(seconds * 1000, MAX_TIMER_MS),
        scheduler,
        with: () => throwError(() => timedOut(stepOf(command), seconds)),
      }),
    );
    return beginningWith(sent, answer);
  });
}

/** Mirrors `action`; a line in the meantime is one that nothing asked for, and the lines' end is the client's leaving. */
export function whileNothingIsAsked<T>(lines: Observable<string>, action: Observable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const fail = (error: unknown): void => {
      subscriber.error(error);
    };
    subscriber.add(
      lines.subscribe({
        next: () => {
          fail(unaskedLine());
        },
        error: fail,
        complete: () => {
          fail(peerLeft());
        },
      }),
    );
    if (!subscriber.closed) action.subscribe(subscriber);
  });
}

/** However `send` fails, the line was not sent. */
function written(line: string, { send }: ExchangeContext): Observable<never> {
  return send(line).pipe(
    catchError((cause: unknown) =>
      throwError(() => (isTlslpError(cause) ? cause : notSent('The line could not be written.', cause))),
    ),
  );
}

/** Subscribes to the rest before it tells the first: whoever is told may answer at once. */
function beginningWith(first: SessionEvent, rest: Observable<SessionEvent>): Observable<SessionEvent> {
  return new Observable((subscriber) => {
    rest.subscribe(subscriber);
    subscriber.next(first);
  });
}

/** The first line, told and then judged. */
function answerTo(
  sent: AskedEvent,
  lines: Observable<string>,
  context: ExchangeContext,
): Observable<SessionEvent> {
  const { id, scheduler = asyncScheduler } = context;
  return new Observable((subscriber) => {
    const fail = (error: unknown): void => {
      subscriber.error(error);
    };
    let received = false;
    const receive = (line: string): void => {
      // Whoever is told of the first line may make another come.
      if (received) throw unaskedLine();
      received = true;
      const at = scheduler.now();
      subscriber.next({ type: 'received', id, at, command: sent.command, line });
      const judged = judge(sent, line, at, context);
      if (judged !== null) subscriber.next(judged);
      subscriber.complete();
    };
    subscriber.add(
      lines.subscribe({
        next: (line) => {
          try {
            receive(line);
          } catch (error) {
            fail(error);
          }
        },
        error: fail,
        complete: () => {
          fail(peerLeft());
        },
      }),
    );
  });
}

function judge(
  { command, at: sentAt }: AskedEvent,
  line: string,
  at: number,
  { id, token }: ExchangeContext,
): SessionEvent | null {
  const answer = checkAnswer(command, line, token);
  switch (answer.kind) {
    case 'work': {
      const { nBits, suffix, zeroBits } = answer;
      return { type: 'worked', id, at, nBits, suffix, zeroBits, seconds: (at - sentAt) / 1000 };
    }
    case 'body':
      return { type: 'answered', id, at, name: answer.name, value: answer.value };
    default:
      return null;
  }
}
