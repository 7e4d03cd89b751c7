import type { Writable } from 'node:stream';
import { asyncScheduler, Observable, timer, type SchedulerLike, type Subscriber } from 'rxjs';
import { notSent } from '../protocol/failures.js';
import { encodeLine } from './encode.js';

/** How long a peer may leave what was sent unread before the next line is given up, in milliseconds. */
export const WRITE_DEADLINE_MS = 10_000;

/** Hands one line (without LF) to the stream and completes; waits first where the stream asks for it. */
export type SendLine = (line: string) => Observable<never>;

/**
 * The one place that writes lines to a stream. Completes as soon as the line is handed over, so that a deadline can be measured from
 * there. After a `write()` that returned false the next line waits for 'drain', at most `deadlineMs`.
 *
 * Errors: TransportError `not_sent`: the stream is closed, fails, or is not read in time; ProtocolError `unsendable_line`.
 */
export function lineWriter(
  sink: Writable,
  deadlineMs: number = WRITE_DEADLINE_MS,
  scheduler: SchedulerLike = asyncScheduler,
): SendLine {
  return (line) =>
    new Observable((subscriber) => {
      const bytes = encodeLine(line);
      const write = (): void => {
        if (!sink.writable) {
          subscriber.error(notSent('The connection is closed.'));
          return;
        }
        // Corked, so that the line counts as handed over before the peer can see it: one within this process may answer from within write().
        sink.cork();
        sink.write(bytes);
        subscriber.complete();
        sink.uncork();
      };
      if (sink.writableNeedDrain) afterDrain(sink, deadlineMs, scheduler, subscriber, write);
      else write();
    });
}

function afterDrain(
  sink: Writable,
  deadlineMs: number,
  scheduler: SchedulerLike,
  subscriber: Subscriber<never>,
  write: () => void,
): void {
  const onClose = (): void => {
    subscriber.error(notSent('The connection was closed.'));
  };
  sink.on('drain', write).on('close', onClose);
  subscriber.add(() => sink.off('drain', write).off('close', onClose));
  subscriber.add(
    timer(deadlineMs, scheduler).subscribe(() => {
      subscriber.error(notSent(`The peer did not read for ${deadlineMs / 1000} s.`));
    }),
  );
}
