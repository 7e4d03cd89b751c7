import { defer, Observable, type Subscriber } from 'rxjs';
import { toTlslpError } from '../protocol/errors.js';
import { peerLeft, unsolicitedLine } from '../protocol/failures.js';

/**
 * One turn of the peer. On subscription it starts to wait for the peer's next line, then emits `sent()` to the observers of the
 * conversation. The wait comes first, because an observer may cause that line inside its `next()`. When the line comes, it emits
 * `received(line)` to the observers, then the line to its own subscriber. Completes when `sent()` and the line have been emitted.
 */
export type Turn<T> = (sent: () => T, received: (line: string) => T) => Observable<string>;

/**
 * Runs a conversation over a peer's lines, and checks that the two sides take turns. A line is an error unless a turn waits for it.
 * When the lines complete, the peer has left.
 *
 * The conversation ends with `lastWord`. From the subscription to it, the peer may leave, but a line that comes before it completes is
 * still an error. A synchronous source emits all its lines on subscription: they are held until the conversation has been subscribed to.
 *
 * Errors: ProtocolError `unsolicited_line`; TransportError `disconnected`. Errors of the lines and the conversation pass through.
 */
export function takingTurns<T>(
  lines: Observable<string>,
  inputDrained: Observable<never>,
  converse: (turn: Turn<T>, lastWord: Observable<never>) => Observable<T>,
): Observable<T> {
  return new Observable((subscriber) => {
    let early: (() => void)[] | null = [];
    let mayLeave = false;
    // The state of the current turn. There is only one at a time.
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
      // A turn that timed out, or was unsubscribed, no longer waits.
      if (waiter === null || toReceived === null || waiter.closed) {
        subscriber.error(unsolicitedLine());
        return;
      }
      // Before the emits below: an observer of this line may cause the next one.
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
    // Lines that are added during this loop are handled by it too, in order.
    for (const tell of early) if (!subscriber.closed) tell();
    early = null;
  });
}
