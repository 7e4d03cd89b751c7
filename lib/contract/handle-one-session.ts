import type { Duplex } from 'node:stream';
import { concat, defer, EMPTY, tap, throwError, type Observable } from 'rxjs';
import { TransportError, type TlslpError } from '../protocol/errors.js';
import type { SessionEvent } from '../session/events.js';
import type { ServerConfig } from '../config/server-config.js';
import { ignoreLateErrors } from '../lines/ignore-late-errors.js';
import { isVerified, peerOf } from '../server/accept/peer.js';
import { sessionOf, type SessionOptions } from '../server/session-of.js';

/**
 * Runs one whole session on a connected socket and emits its events. It owns the socket: it closes it gracefully at the end, and destroys
 * it when unsubscribed. Cold: subscribe once.
 *
 * If the session fails, it emits `failed` and `closed`, then errors with the cause, as the reference implementation raises it:
 * ProtocolError, ValidationError, TransportError, ServiceError. So subscribe with an error handler.
 *
 * If `isSecure` is true and the socket has no verified client certificate, it destroys the socket and errors at once with a
 * TransportError `no_client_certificate`.
 *
 * @param isSecure whether a client certificate is required
 * @param socket a TLSSocket after its handshake; any Duplex if not secure
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
        () => new TransportError('no_client_certificate', 'The client sent no valid certificate.'),
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
