import type { Readable, Writable } from 'node:stream';
import {
  asyncScheduler,
  Observable,
  take,
  throwError,
  throwIfEmpty,
  timeout,
  type SchedulerLike,
} from 'rxjs';
import { DEFAULT_EXCHANGE_TIMEOUT } from '../protocol/constants.js';
import { TransportError } from '../protocol/errors.js';
import { peerLeft, timedOut } from '../protocol/failures.js';
import { MAX_TIMER_MS } from '../protocol/limits.js';
import { encodeLine } from '../lines/encode.js';
import { lines } from '../lines/lines.js';

/**
 * Sends one line; an LF is added where there is none. Completes when the stream has written it. The stream stays open.
 *
 * Errors: ProtocolError `unsendable_line`; TransportError `not_sent`.
 */
export function sendMessage(toSend: string, socket: Writable): Observable<never> {
  return new Observable((subscriber) => {
    const bytes = encodeLine(toSend);
    const fail = (cause?: Error | null): void => {
      subscriber.error(notSent(cause));
    };
    if (!socket.writable) {
      fail(socket.errored);
      return;
    }
    // A failed write is told twice: to its callback, and as an 'error' that must find a listener.
    socket.on('error', fail);
    socket.write(bytes, (error) => {
      if (error) fail(error);
      else subscriber.complete();
    });
    return () => socket.off('error', fail);
  });
}

/**
 * Receives one line, without its LF, and leaves everything behind it in the stream for the next call.
 *
 * Errors: ProtocolError `line_too_long`, `invalid_utf8`; TransportError `timed_out`, `disconnected`.
 * @param seconds the deadline, from the subscription to the LF
 */
export function receiveMessage(
  socket: Readable,
  seconds: number = DEFAULT_EXCHANGE_TIMEOUT,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<string> {
  return lines(socket).pipe(
    take(1),
    timeout({
      first: Math.min(seconds * 1000, MAX_TIMER_MS),
      scheduler,
      with: () => throwError(() => timedOut('The message', seconds)),
    }),
    throwIfEmpty(() => peerLeft()),
  );
}

function notSent(cause?: Error | null): TransportError {
  return new TransportError('not_sent', 'The line could not be written.', cause ? { cause } : undefined);
}
