import type { Duplex } from 'node:stream';
import { concat, defer, EMPTY, tap, throwError, type Observable } from 'rxjs';
import { TransportError, type TlslpError } from '../protocol/errors.js';
import type { SessionEvent } from '../session/events.js';
import type { ServerConfig } from '../config/server-config.js';
import { ignoreLateErrors } from '../lines/ignore-late-errors.js';
import { isVerified, peerOf } from '../server/accept/peer.js';
import { sessionOf, type SessionOptions } from '../server/session-of.js';

/**
 * One whole session on a connected socket, as its events. It takes the socket over: closes it in order at the end, destroys it when
 * unsubscribed. Cold: subscribe once.
 *
 * After the events of a failed session (`failed`, `closed`) it errors with what went wrong, as the reference raises it: ProtocolError,
 * ValidationError, TransportError, ServiceError. So subscribe with an error handler.
 *
 * Errors at once with TransportError `no_client_certificate`, and destroys the socket, when `isSecure` and the socket has no verified
 * client certificate.
 *
 * @param isSecure a client certificate is demanded
 * @param socket a TLSSocket that is through its handshake, or, when not secure, any Duplex
 */
export function handleOneSession(
  isSecure: boolean,
  config: ServerConfig,
  socket: Duplex,
  options: SessionOptions = {},
): Observable<SessionEvent> {
  return defer(() => {
    ignoreLateErrors(socket);
    const peer = options.peer ?? peerOf(socket);
    if (isSecure && !isVerified(socket, peer)) {
      socket.destroy();
      return throwError(
        () => new TransportError('no_client_certificate', 'The client showed no valid certificate.'),
      );
    }
    let failure: TlslpError | null = null;
    return concat(
      sessionOf(config, socket, { ...options, peer }).pipe(
        tap((event) => {
          if (event.type === 'failed') failure = event.error;
        }),
      ),
      defer(() => (failure === null ? EMPTY : throwError(() => failure))),
    );
  });
}
