import type { Readable, Writable } from 'node:stream';
import { asyncScheduler, defer, take, throwIfEmpty, type Observable, type SchedulerLike } from 'rxjs';
import { ignoreLateErrors } from '../lines/ignore-late-errors.js';
import { lines } from '../lines/lines.js';
import { writeThrough } from '../lines/write-through.js';
import { DEFAULT_EXCHANGE_TIMEOUT } from '../protocol/constants.js';
import { notSent, peerLeft, timedOut } from '../protocol/failures.js';
import { within } from '../rx/within.js';

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
  return defer(() => {
    ignoreLateErrors(socket);
    return writeThrough(socket, toSend);
  }).pipe(within(seconds, scheduler, () => notSent(`The peer did not read within ${seconds} s.`)));
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
    within(seconds, scheduler, () => timedOut('The message', seconds)),
    throwIfEmpty(() => peerLeft()),
  );
}
