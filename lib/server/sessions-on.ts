import type { Server, TLSSocket } from 'node:tls';
import { Observable, takeUntil } from 'rxjs';
import type { ServerConfig } from '../config/server-config.js';
import { addressOf } from './accept/origin.js';
import type { Secured } from './accept/step.js';
import { verify } from './accept/verify.js';
import type { ServerEvent } from './events.js';
import { notifyObservers } from './observers.js';
import { Sessions, type SessionsOptions } from './sessions.js';

/**
 * Runs a session for each connection that completes its handshake on your own TLS server. You still own the server: you listen, set the
 * credentials, handle failed handshakes ('tlsClientError': destroy the socket) and close it. Create it with `requestCert`,
 * `rejectUnauthorized` and without session tickets. Unless the configuration has `insecure`, clients without a verified certificate are
 * refused here too.
 *
 * The host, the port and the certificate files of the configuration are ignored. There is no `listening` event.
 *
 * Completes after the server is closed and the last session has ended, after a stop, and in tutorial mode after one session. After that,
 * and when unsubscribed, it ignores new connections. Unsubscribing destroys the connections that have a session. Never errors.
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
  return events.pipe(notifyObservers(options.observers ?? []));
}

/** Emits each connection of a TLS server that completes its handshake. Completes when the server closes. */
export function securedBy(server: Server): Observable<Secured> {
  return new Observable((subscriber) => {
    const onSecure = (socket: TLSSocket): void => {
      // With Nagle's algorithm a short line can wait for the acknowledgement of the previous one.
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
