import { defer, Observable, type Subscriber } from 'rxjs';
import { toTlslpError } from '../protocol/errors.js';
import { peerLeft, unsolicitedLine } from '../protocol/failures.js';

/**
 * A turn of the peer's. Subscribing waits for its next line, and only then emits `sent()` to the observers of the conversation, who may
 * cause that line from inside their `next()`. When the line comes, it emits `received(line)` to them, then the line to its own subscriber.
 * It completes when both have been told.
 */
export type Turn<T> = (sent: () => T, received: (line: string) => T) => Observable<string>;

/**
 * The protocol's rule of turns, for a conversation over a peer's lines: whoever is owed a line waits for it; a line that nobody waits for
 * is an error; the end of the lines is the peer's leaving.
 *
 * The conversation ends with `lastWord`: from its subscription on the peer may leave, but a line that comes until it completes is one too
 * many. A list of lines emits all of them as soon as it is subscribed to: they wait until the conversation is subscribed to, too.
 *
 * Errors: ProtocolError `unsolicited_line`; TransportError `disconnected`; whatever the lines or the conversation fail with.
 */
export function takingTurns<T>(
  lines: Observable<string>,
  inputDrained: Observable<never>,
  converse: (turn: Turn<T>, lastWord: Observable<never>) => Observable<T>,
): Observable<T> {
  return new Observable((subscriber) => {
    let early: (() => void)[] | null = [];
    let mayLeave = false;
    // Of the turn that is under way. There is one at a time, and it is over only when both have been told.
    let waiting: Subscriber<string> | null = null;
    let toReceived: ((line: string) => T) | null = null;
    let sentTold = false;
    let lineTold = false;

    const completeWhenTold = (waiter: Subscriber<string>): void => {
      if (sentTold && lineTold) waiter.complete();
    };
    const turn: Turn<T> = (sent, received) =>
      new Observable((waiter) => {
        waiting = waiter;
        toReceived = received;
        sentTold = false;
        lineTold = false;
        subscriber.next(sent());
        sentTold = true;
        completeWhenTold(waiter);
      });
    const take = (line: string): void => {
      const waiter = waiting;
      // One that has timed out, or was left in another way, waits no more.
      if (waiter === null || toReceived === null || waiter.closed) {
        subscriber.error(unsolicitedLine());
        return;
      }
      // First: an observer of this line may cause the next one.
      waiting = null;
      subscriber.next(toReceived(line));
      waiter.next(line);
      lineTold = true;
      completeWhenTold(waiter);
    };
    const inTurn = (tell: () => void): void => {
      if (early === null) tell();
      else early.push(tell);
    };

    subscriber.add(
      lines.subscribe({
        next: (line) => {
          inTurn(() => {
            take(line);
          });
        },
        error: (error: unknown) => {
          inTurn(() => {
            if (!mayLeave || toTlslpError(error).code !== 'disconnected') subscriber.error(error);
          });
        },
        complete: () => {
          inTurn(() => {
            if (!mayLeave) subscriber.error(peerLeft());
          });
        },
      }),
    );
    const lastWord = defer(() => {
      mayLeave = true;
      return inputDrained;
    });
    converse(turn, lastWord).subscribe(subscriber);
    // What is added meanwhile is still within this loop, and so keeps its order.
    for (const tell of early) if (!subscriber.closed) tell();
    early = null;
  });
}
