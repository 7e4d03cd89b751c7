import type { Readable, Writable } from 'node:stream';
import {
  asyncScheduler,
  defer,
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
import { milliseconds } from '../protocol/milliseconds.js';
import { encodeLine } from '../lines/encode.js';
import { lines } from '../lines/lines.js';
import { ignoreLateErrors } from '../lines/ignore-late-errors.js';

/**
 * Sends one line. Adds an LF if there is none. Completes when the stream has written the line. The stream stays open.
 *
 * Errors: ProtocolError `unsendable_line`; TransportError `not_sent`, also if the peer does not read in time.
 * @param seconds the deadline, from the subscription to the callback of the write; default 6
 */
export function sendMessage(
  toSend: string,
  socket: Writable,
  seconds: number = DEFAULT_EXCHANGE_TIMEOUT,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<never> {
  return new Observable<never>((subscriber) => {
    const bytes = encodeLine(toSend);
    const fail = (cause: Error | null): void => {
      const options = cause === null ? undefined : { cause };
      subscriber.error(new TransportError('not_sent', 'The line could not be written.', options));
    };
    ignoreLateErrors(socket);
    if (!socket.writable) {
      fail(socket.errored);
      return;
    }
    // Not every stream calls back for a pending write when it is destroyed.
    const onClose = (): void => {
      fail(socket.errored);
    };
    socket.on('close', onClose);
    subscriber.add(() => socket.off('close', onClose));
    socket.write(bytes, (error) => {
      if (error) fail(error);
      else subscriber.complete();
    });
  }).pipe(
    timeout({
      first: milliseconds(seconds),
      scheduler,
      with: () => throwError(() => notRead(seconds)),
    }),
  );
}

/**
 * Receives one line and emits it without its LF. Everything after the LF stays in the stream for the next call.
 *
 * Errors: ProtocolError `line_too_long`, `invalid_utf8`; TransportError `timed_out`, `disconnected`.
 * @param seconds the deadline, from the subscription to the LF; default 6
 */
export function receiveMessage(
  socket: Readable,
  seconds: number = DEFAULT_EXCHANGE_TIMEOUT,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<string> {
  return defer(() => {
    ignoreLateErrors(socket);
    return lines(socket);
  }).pipe(
    take(1),
    timeout({
      first: milliseconds(seconds),
      scheduler,
      with: () => throwError(() => timedOut('The message', seconds)),
    }),
    throwIfEmpty(() => peerLeft()),
  );
}

function notRead(seconds: number): TransportError {
  return new TransportError('not_sent', `The peer did not read within ${seconds} s.`);
}
