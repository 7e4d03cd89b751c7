import { defer, isObservable, Observable, type Subscriber } from 'rxjs';
import { toTlslpError } from '../protocol/errors.js';
import { peerLeft, unsolicitedLine } from '../protocol/failures.js';

/** What one turn consists of. */
export interface TurnOptions<T> {
  /**
   * Asks the peer, then calls `asked`: the wait for the peer's line begins then. An error goes to `asker`, and so does the teardown. Not an
   * observable, because that would cost three more objects for each line.
   */
  readonly ask: (asker: Subscriber<T>, asked: () => void) => void;
  /** Limits how long the turn waits for the line: called when the wait begins. An error goes to `asker`, and its end ends the limit. */
  readonly startDeadline: (asker: Subscriber<T>) => void;
  /** Returns what is emitted when the peer has been asked. */
  readonly sent: () => T;
  /** Returns what is emitted when the line has come. */
  readonly received: (line: string) => T;
  /**
   * Judges the line after that. Returns the value of the turn; an observable, if the value comes later; or null if it has none. Throws to
   * fail the turn.
   */
  readonly judge: (line: string) => T | Observable<T> | null;
}

/**
 * One turn of the peer. It asks, starts to wait for the peer's next line, then emits `sent()` to the observers of the conversation. The
 * wait comes first, because an observer may cause that line inside its `next()`. When the line comes, it emits `received(line)` to the
 * observers, then the result of `judge(line)` to its own subscriber. Completes when both have been emitted.
 */
export type Turn<T> = (options: TurnOptions<T>) => Observable<T>;

/** A turn that has asked. */
interface Waiting<T> {
  readonly waiter: Subscriber<T>;
  readonly options: TurnOptions<T>;
  sentTold: boolean;
  lineTold: boolean;
}

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
    /** The turn that waits for a line. There is only one at a time. */
    let waiting: Waiting<T> | null = null;

    const turn: Turn<T> = (options) =>
      new Observable((asker) => {
        const answer = new Observable<T>((waiter) => {
          const current: Waiting<T> = { waiter, options, sentTold: false, lineTold: false };
          waiting = current;
          subscriber.next(options.sent());
          current.sentTold = true;
          completeWhenTold(current);
        });
        options.ask(asker, () => {
          options.startDeadline(asker);
          answer.subscribe(asker);
        });
      });
    const take = (line: string): void => {
      const current = waiting;
      // A turn that timed out, or was unsubscribed, no longer waits.
      if (current === null || current.waiter.closed) {
        subscriber.error(unsolicitedLine());
        return;
      }
      const { waiter, options } = current;
      // Before the emits below: an observer of this line may cause the next one.
      waiting = null;
      subscriber.next(options.received(line));
      if (subscriber.closed) return;
      try {
        const judged = options.judge(line);
        if (isObservable(judged)) {
          judgeLater(judged, current);
          return;
        }
        if (judged !== null) waiter.next(judged);
      } catch (error) {
        waiter.error(error);
        return;
      }
      current.lineTold = true;
      completeWhenTold(current);
    };
    const inTurn = (tell: () => void): void => {
      if (early === null) tell();
      else early.push(tell);
    };

    subscriber.add(
      lines.subscribe({
        next: (line) => {
          // Not by `inTurn`, which takes a new function for each line.
          if (early === null) take(line);
          else {
            early.push(() => {
              take(line);
            });
          }
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

function completeWhenTold<T>({ waiter, sentTold, lineTold }: Waiting<T>): void {
  if (sentTold && lineTold) waiter.complete();
}

/** Ends the turn with the verdict. A line that comes before it is one that nobody asked for. */
function judgeLater<T>(verdict: Observable<T>, current: Waiting<T>): void {
  const { waiter } = current;
  waiter.add(
    verdict.subscribe({
      next: (value) => {
        waiter.next(value);
      },
      error: (error: unknown) => {
        waiter.error(error);
      },
      complete: () => {
        current.lineTold = true;
        completeWhenTold(current);
      },
    }),
  );
}
