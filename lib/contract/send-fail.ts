import type { Writable } from 'node:stream';
import { debuglog } from 'node:util';
import { catchError, EMPTY, type Observable } from 'rxjs';
import { toTlslpError } from '../protocol/errors.js';
import { sendMessage } from './messages.js';

const log = debuglog('tlslp');

/**
 * Tells the peer of a failure, best effort. Completes when the line is written, or cannot be: it never errors, and what went wrong is
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
