import type { Writable } from 'node:stream';
import { debuglog } from 'node:util';
import { catchError, EMPTY, type Observable } from 'rxjs';
import { toTlslpError } from '../protocol/errors.js';
import { sendMessage } from './messages.js';

const log = debuglog('tlslp');

/**
 * Sends a FAIL line to the peer, best effort. Completes when the line is written or the write has failed. Never errors: a failure is only
 * logged (`NODE_DEBUG=tlslp`).
 * @param toSend the whole line, which begins with FAIL
 */
export function sendFail(toSend: string, socket: Writable): Observable<never> {
  return sendMessage(toSend, socket).pipe(
    catchError((error: unknown) => {
      log('FAIL could not be sent: %s', toTlslpError(error).message);
      return EMPTY;
    }),
  );
}
