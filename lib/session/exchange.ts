import { asyncScheduler, EMPTY, Observable, throwError, timeout, type MonoTypeOperatorFunction } from 'rxjs';
import { checkAnswer, type AskingCommand } from '../protocol/answers.js';
import { formatCommand, stepOf } from '../protocol/commands.js';
import { MAX_TIMER_MS } from '../protocol/limits.js';
import { peerLeft, timedOut, unaskedLine } from '../protocol/failures.js';
import { after } from './after.js';
import type { SessionContext } from './context.js';
import type { SessionEvent } from './events.js';
import { failWhen } from './fail-when.js';

export type ExchangeContext = Pick<SessionContext, 'id' | 'token' | 'send' | 'settled' | 'scheduler'>;

/**
 * One command and its one answer. Nothing may come until the command is written; from then on the answer has `seconds`.
 *
 * Emits `sent`, `received`, and `worked` or `answered`. Errors: ProtocolError `unasked_line`, `wrong_answer`; ValidationError;
 * TransportError `timed_out`, `disconnected`; whatever `send` and the lines fail with.
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
  const asking = after(settled, () => context.send(line));
  return after(whileNothingIsAsked(lines, asking), () => {
    const sentAt = scheduler.now();
    const tell = (answer: string): Iterable<SessionEvent> =>
      eventsOf(command, answer, context, scheduler.now(), sentAt);
    return firstLine(lines, tell).pipe(
      timeout({
        first: Math.min(seconds * 1000, MAX_TIMER_MS),
        scheduler,
        with: () => throwError(() => timedOut(stepOf(command), seconds)),
      }),
      beginWith({ type: 'sent', id, at: sentAt, command, line }),
    );
  });
}

/** Mirrors `action`; a line in the meantime is one that nothing asked for. */
export function whileNothingIsAsked<T>(lines: Observable<string>, action: Observable<T>): Observable<T> {
  return action.pipe(failWhen(lines, unaskedLine));
}

/** What `tell` makes of the first line; one that it throws at is told as far as it came. */
function firstLine<T>(lines: Observable<string>, tell: (line: string) => Iterable<T>): Observable<T> {
  return new Observable((subscriber) => {
    let come = false;
    subscriber.add(
      lines.subscribe({
        next: (line) => {
          // Whoever is told of the first may make another come.
          if (come) {
            subscriber.error(unaskedLine());
            return;
          }
          come = true;
          try {
            for (const value of tell(line)) subscriber.next(value);
            subscriber.complete();
          } catch (error) {
            subscriber.error(error);
          }
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: () => {
          subscriber.error(peerLeft());
        },
      }),
    );
  });
}

/** Subscribes before it tells the first value: whoever is told may answer at once. */
function beginWith(value: SessionEvent): MonoTypeOperatorFunction<SessionEvent> {
  return (source) =>
    new Observable((subscriber) => {
      source.subscribe(subscriber);
      subscriber.next(value);
    });
}

function* eventsOf(
  command: AskingCommand,
  line: string,
  { id, token }: ExchangeContext,
  at: number,
  sentAt: number,
): Iterable<SessionEvent> {
  yield { type: 'received', id, at, command, line };
  const answer = checkAnswer(command, line, token);
  if (answer.kind === 'work') {
    const { nBits, suffix, zeroBits } = answer;
    yield { type: 'worked', id, at, nBits, suffix, zeroBits, seconds: (at - sentAt) / 1000 };
  } else if (answer.kind === 'body') {
    yield { type: 'answered', id, at, name: answer.name, value: answer.value };
  }
}
