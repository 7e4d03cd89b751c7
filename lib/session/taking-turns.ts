import { concat, defer, Observable, type Subscriber } from 'rxjs';
import { toTlslpError } from '../protocol/errors.js';
import { peerLeft, unsolicitedLine } from '../protocol/failures.js';

/**
 * The protocol's rule of turns, for a conversation over a peer's lines: whoever is owed a line waits for it; a line that nobody waits for
 * is an error; the end of the lines is the peer's leaving.
 *
 * `converse` is given `answer`: each subscription to it takes one line, emits it, and completes. After the conversation has completed, the
 * peer may leave, but a line that comes until `inputDrained` completes is one too many.
 *
 * A list of lines emits all of them as soon as it is subscribed to: they wait until the conversation is subscribed to, too.
 *
 * Errors: ProtocolError `unsolicited_line`; TransportError `disconnected`; whatever the lines or the conversation fail with.
 */
export function takingTurns<T>(
  lines: Observable<string>,
  inputDrained: Observable<never>,
  converse: (answer: Observable<string>) => Observable<T>,
): Observable<T> {
  return new Observable((subscriber) => {
    let waiting: Subscriber<string> | null = null;
    let early: (() => void)[] | null = [];
    let mayLeave = false;

    const answer = new Observable<string>((waiter) => {
      waiting = waiter;
    });
    const take = (line: string): void => {
      const waiter = waiting;
      // One that has timed out, or was left in another way, waits no more.
      if (waiter === null || waiter.closed) {
        subscriber.error(unsolicitedLine());
        return;
      }
      // First: an observer of this line may cause the next one.
      waiting = null;
      waiter.next(line);
      waiter.complete();
    };
    const leave = (error: unknown): void => {
      if (!mayLeave || toTlslpError(error).code !== 'disconnected') subscriber.error(error);
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
            leave(error);
          });
        },
        complete: () => {
          inTurn(() => {
            leave(peerLeft());
          });
        },
      }),
    );
    const conversation = concat(
      converse(answer),
      defer(() => {
        mayLeave = true;
        return inputDrained;
      }),
    );
    conversation.subscribe(subscriber);
    // What is added meanwhile is still within this loop, and so keeps its order.
    for (const tell of early) if (!subscriber.closed) tell();
    early = null;
  });
}
