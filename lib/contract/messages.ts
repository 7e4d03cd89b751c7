import type { Readable, Writable } from 'node:stream';
import { asyncScheduler, defer, take, throwIfEmpty, type Observable, type SchedulerLike } from 'rxjs';
import { ignoreLateErrors } from '../lines/ignore-late-errors.js';
import { lines } from '../lines/lines.js';
import { writeThrough } from '../lines/write-through.js';
import { DEFAULT_EXCHANGE_TIMEOUT } from '../protocol/constants.js';
import { notSent, peerLeft, timedOut } from '../protocol/failures.js';
import { within } from '../session/within.js';

/**
 * Sends one line; an LF is added where there is none. Completes when the stream has written it. The stream stays open.
 *
 * Errors: ProtocolError `unsendable_line`; TransportError `not_sent`, also for a peer that does not read in time.
 * @param seconds the deadline, from the subscription to the stream's word that it is written; 6 when not given
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
 * Receives one line, without its LF, and leaves everything behind it in the stream for the next call.
 *
 * Errors: ProtocolError `line_too_long`, `invalid_utf8`; TransportError `timed_out`, `disconnected`.
 * @param seconds the deadline, from the subscription to the LF; 6 when not given
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
