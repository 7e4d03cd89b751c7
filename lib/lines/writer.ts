import type { Writable } from 'node:stream';
import { asyncScheduler, Observable, timer, type SchedulerLike, type Subscriber } from 'rxjs';
import { notSent } from '../protocol/failures.js';
import { encodeLine } from './encode.js';

/** How long a peer may leave what was sent unread before the next line is given up, in milliseconds. */
export const WRITE_DEADLINE_MS = 10_000;

/** Hands one line (without LF) to the stream and completes; waits first where the stream asks for it. */
export type SendLine = (line: string) => Observable<never>;

/** How a writer of lines waits. */
export interface LineWriterOptions {
  /** How long to wait for a peer that does not read, in milliseconds; 10,000 when not given. */
  readonly deadlineMs?: number;
  /** Time; the asyncScheduler when not given. */
  readonly scheduler?: SchedulerLike;
  /**
   * Wait for one turn of the event loop before each line, as `nextLoopTurn` does: then everything that had already arrived has been
   * delivered. Default false.
   */
  readonly afterInput?: boolean;
}

/**
 * Writes lines to a stream. Completes as soon as the line is handed over, so that a deadline can be measured from there. After a `write()`
 * that returned false the next line waits for 'drain', at most `deadlineMs`.
 *
 * Errors: TransportError `not_sent`: the stream is closed, fails, or is not read in time; ProtocolError `unsendable_line`.
 */
export function lineWriter(sink: Writable, options: LineWriterOptions = {}): SendLine {
  const { afterInput = false } = options;
  return (line) =>
    new Observable((subscriber) => {
      const text = encodeLine(line);
      if (!afterInput) {
        writeWhenDrained(sink, text, options, subscriber);
        return undefined;
      }
      const turn = setImmediate(writeWhenDrained, sink, text, options, subscriber);
      return () => {
        clearImmediate(turn);
      };
    });
}

function writeWhenDrained(
  sink: Writable,
  text: string,
  options: LineWriterOptions,
  subscriber: Subscriber<never>,
): void {
  if (!sink.writableNeedDrain) {
    write(sink, text, subscriber);
    return;
  }
  const { deadlineMs = WRITE_DEADLINE_MS, scheduler = asyncScheduler } = options;
  const onDrain = (): void => {
    write(sink, text, subscriber);
  };
  const onClose = (): void => {
    subscriber.error(notSent('The connection was closed.'));
  };
  sink.on('drain', onDrain).on('close', onClose);
  subscriber.add(() => sink.off('drain', onDrain).off('close', onClose));
  subscriber.add(
    timer(deadlineMs, scheduler).subscribe(() => {
      subscriber.error(notSent(`The peer did not read for ${deadlineMs / 1000} s.`));
    }),
  );
}

function write(sink: Writable, text: string, subscriber: Subscriber<never>): void {
  if (!sink.writable) {
    subscriber.error(notSent('The connection is closed.'));
    return;
  }
  // Corked, so that the line counts as handed over before the peer can see it: one within this process may answer from within write().
  sink.cork();
  sink.write(text);
  subscriber.complete();
  sink.uncork();
}
