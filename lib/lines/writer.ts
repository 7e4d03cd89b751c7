import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { asyncScheduler, Observable, timer, type SchedulerLike, type Subscriber } from 'rxjs';
import { notSent } from '../protocol/failures.js';
import { encodeLine } from './encode.js';

/** How long a peer may read nothing before the write of the next line fails, in milliseconds. */
export const WRITE_DEADLINE_MS = 10_000;

/** Writes one line (given without its LF) to the stream, then completes. Waits first when the stream needs to drain. */
export type SendLine = (line: string) => Observable<never>;

/** How a line writer waits. */
export interface LineWriterOptions {
  /** How long to wait for a peer that does not read, in milliseconds; 10,000 when not given. */
  readonly deadlineMs?: number;
  /** The scheduler of the deadline; the asyncScheduler when not given. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Returns a function that writes lines to a stream. Its observable completes as soon as the stream has the line, so that a deadline
 * can start there. After a `write()` that returned false, the next line waits for 'drain', at most `deadlineMs`.
 *
 * Errors: TransportError `not_sent` when the stream is closed, or the peer does not read in time; ProtocolError `unsendable_line`.
 */
export function lineWriter(sink: Writable, options: LineWriterOptions = {}): SendLine {
  return (line) =>
    new Observable((subscriber) => {
      writeWhenDrained(sink, encodeLine(line), options, subscriber, () => {
        subscriber.complete();
      });
    });
}

/** Writes one line, then calls `written`. Errors go to the subscriber; its end ends the waiting. Throws `unsendable_line`. */
export type AskLine = (line: string, subscriber: Subscriber<unknown>, written: () => void) => void;

/**
 * Does the same for the lines of commands. Before each line it waits for one turn of the event loop, as `nextLoopTurn` does, so that
 * earlier input is delivered first.
 */
export function lineAsker(sink: Writable, options: LineWriterOptions = {}): AskLine {
  return (line, subscriber, written) => {
    const turn = setImmediate(writeWhenDrained, sink, encodeLine(line), options, subscriber, written);
    subscriber.add(() => {
      clearImmediate(turn);
    });
  };
}

function writeWhenDrained(
  sink: Writable,
  text: string,
  options: LineWriterOptions,
  subscriber: Subscriber<unknown>,
  written: () => void,
): void {
  if (!sink.writableNeedDrain) {
    write(sink, text, subscriber, written);
    return;
  }
  const { deadlineMs = WRITE_DEADLINE_MS, scheduler = asyncScheduler } = options;
  const onDrain = (): void => {
    // The subscriber may go on to wait for an answer: this wait is over.
    waiting.unsubscribe();
    write(sink, text, subscriber, written);
  };
  const onClose = (): void => {
    subscriber.error(notSent('The connection was closed.'));
  };
  sink.on('drain', onDrain).on('close', onClose);
  const waiting = timer(deadlineMs, scheduler).subscribe(() => {
    subscriber.error(notSent(`The peer did not read for ${deadlineMs / 1000} s.`));
  });
  waiting.add(() => sink.off('drain', onDrain).off('close', onClose));
  subscriber.add(waiting);
}

function write(sink: Writable, text: string, subscriber: Subscriber<unknown>, written: () => void): void {
  if (!sink.writable) {
    subscriber.error(notSent('The connection is closed.'));
    return;
  }
  if (sink instanceof Socket) {
    sink.write(text);
    written();
    return;
  }
  // A peer in the same process may answer inside write(). Corked, so that `written` is called before the peer gets the line.
  sink.cork();
  sink.write(text);
  written();
  sink.uncork();
}
