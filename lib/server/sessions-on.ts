import type { Server, TLSSocket } from 'node:tls';
import { Observable, takeUntil } from 'rxjs';
import type { ServerConfig } from '../config/server-config.js';
import { addressOf } from './accept/origin.js';
import type { Secured } from './accept/step.js';
import { verify } from './accept/verify.js';
import type { ServerEvent } from './events.js';
import { tellEach } from './observers.js';
import { Sessions, type SessionsOptions } from './sessions.js';

/**
 * Sessions on a TLS server of your own: each connection that gets through its handshake has one. The server stays yours: its listening, its
 * credentials, its refusals ('tlsClientError': destroy the socket) and its closing. Give it `requestCert`, `rejectUnauthorized`, and no
 * session tickets; without `insecure` in the configuration whoever shows no verified certificate is refused here, too.
 *
 * Of the configuration, what concerns the conversation counts: not host, port, and the files of certificates. There is no `listening` event.
 *
 * Completes when the server is closed and the last session over, after a stop, and in tutorial mode after one session. From then on, and
 * when unsubscribed, new connections are not taken any more; unsubscribing destroys those that have a session. Never errors.
 */
export function sessionsOn(
  server: Server,
  config: ServerConfig,
  options: SessionsOptions = {},
): Observable<ServerEvent> {
  const events = new Observable<ServerEvent>((subscriber) => {
    const sessions = new Sessions(config, options);
    const clients = securedBy(server).pipe(takeUntil(sessions.stopping.draining), verify(sessions.context));
    sessions.of(clients).subscribe(subscriber);
  });
  return events.pipe(tellEach(options.observers ?? []));
}

/** What gets through the handshake of a TLS server; completes with the server. */
export function securedBy(server: Server): Observable<Secured> {
  return new Observable((subscriber) => {
    const onSecure = (socket: TLSSocket): void => {
      // Or each short line could wait for the acknowledgement of the one before.
      socket.setNoDelay(true);
      subscriber.next({ socket, remote: addressOf(socket) });
    };
    const onClose = (): void => {
      subscriber.complete();
    };
    server.on('secureConnection', onSecure).on('close', onClose);
    return () => {
      server.off('secureConnection', onSecure).off('close', onClose);
    };
  });
}
