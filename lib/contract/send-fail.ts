import type { Writable } from 'node:stream';
import type { Observable } from 'rxjs';
import { bestEffort } from '../session/best-effort.js';
import { sendMessage } from './messages.js';

/**
 * Sends a FAIL line to the peer, best effort. Completes when the line is written or the write has failed. Never errors: a failure is only
 * logged (`NODE_DEBUG=tlslp`).
 * @param toSend the whole line, which begins with FAIL
 */
export function sendFail(toSend: string, socket: Writable): Observable<never> {
  return bestEffort(sendMessage(toSend, socket));
}
