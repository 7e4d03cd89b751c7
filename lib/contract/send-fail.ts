import type { Writable } from 'node:stream';
import type { Observable } from 'rxjs';
import { bestEffort } from '../session/best-effort.js';
import { sendMessage } from './messages.js';

/**
 * Tells the peer of a failure, best effort. Completes when the line is written, or cannot be: it never errors, and what went wrong is
 * logged (`NODE_DEBUG=tlslp`).
 * @param toSend the whole line, which begins with FAIL
 */
export function sendFail(toSend: string, socket: Writable): Observable<never> {
  return bestEffort(sendMessage(toSend, socket));
}
