import type { Socket } from 'node:net';
import type { Server, TLSSocket } from 'node:tls';
import { Observable, takeUntil } from 'rxjs';
import type { ServerConfig } from '../config/server-config.js';
import { addressOf } from './accept/origin.js';
import { refuseFlooders } from './accept/refuse-flooders.js';
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
 * Completes after the server is closed and the last session has ended, after a stop, and in tutorial mode after its sessions. After that,
 * and when unsubscribed, it ignores new connections. Unsubscribing destroys the connections that have a session. Never errors.
 */
export function sessionsOn(
  server: Server,
  config: ServerConfig,
  options: SessionsOptions = {},
): Observable<ServerEvent> {
  const events = new Observable<ServerEvent>((subscriber) => {
    const sessions = new Sessions(config, options);
    const clients = securedBy(server).pipe(
      takeUntil(sessions.stopping.draining),
      verify(sessions.context),
      refuseFlooders(sessions.context),
    );
    sessions.of(clients).subscribe(subscriber);
  });
  return events.pipe(notifyObservers(options.observers ?? []));
}

/** Emits each connection of a TLS server that completes its handshake. Completes when the server closes. */
export function securedBy(server: Server): Observable<Secured> {
  return new Observable((subscriber) => {
    // Node has no public link from a TLS socket to its TCP socket. But both have the same peer.
    const handshaking = new Map<string, Socket>();
    const onConnection = (socket: Socket): void => {
      const key = peerKey(socket);
      if (key === null) return;
      handshaking.set(key, socket);
      socket.once('close', () => {
        if (handshaking.get(key) === socket) handshaking.delete(key);
      });
    };
    const onSecure = (socket: TLSSocket): void => {
      // With Nagle's algorithm a short line can wait for the acknowledgement of the previous one.
      socket.setNoDelay(true);
      const key = peerKey(socket);
      const wire = key === null ? undefined : handshaking.get(key);
      if (key !== null) handshaking.delete(key);
      subscriber.next({ socket, remote: addressOf(socket), wire });
    };
    const onClose = (): void => {
      subscriber.complete();
    };
    server.on('connection', onConnection).on('secureConnection', onSecure).on('close', onClose);
    return () => {
      server.off('connection', onConnection).off('secureConnection', onSecure).off('close', onClose);
    };
  });
}

/** Null for a unix socket, whose clients have no address to tell them apart. */
function peerKey({ remoteAddress, remotePort, localAddress, localPort }: Socket): string | null {
  if (remoteAddress === undefined) return null;
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
