import type { Server, TLSSocket } from 'node:tls';
import { Observable } from 'rxjs';
import { ignoreLateErrors } from '../../lines/ignore-late-errors.js';
import { handshakingServer } from './handshaking-server.js';
import { addressOf } from './origin.js';
import { refusedCertificate } from './refused-certificate.js';
import { refused, refusedHandshake } from './refusals.js';
import { ShownCertificates } from './shown-certificates.js';
import {
  isEvent,
  type AcceptContext,
  type Handshaking,
  type Located,
  type Secured,
  type Step,
} from './step.js';

/**
 * Runs the TLS handshake of each connection with a TLS server that does not listen itself. The server's handshake deadline starts here.
 * When unsubscribed, or when `abandon` emits, connections in a handshake are destroyed without an event.
 */
export function handshake(
  server: Server,
  {
    abandon,
    counts,
    isSecure,
    now,
    traffic,
  }: Pick<AcceptContext, 'abandon' | 'counts' | 'isSecure' | 'now' | 'traffic'>,
): Step<Located, Secured> {
  return (connections) =>
    new Observable((subscriber) => {
      /** Connections in a handshake, with their 'close' listeners. */
      const pending = new Map<Handshaking, () => void>();
      const shown = isSecure ? new ShownCertificates() : null;
      let isOver = false;
      let abandoned = false;
      const completeIfOver = (): void => {
        if (isOver && pending.size === 0) subscriber.complete();
      };
      const abandonAll = (): void => {
        abandoned = true;
        for (const { socket } of pending.keys()) socket.destroy();
      };
      const begin = (located: Located): void => {
        const { socket } = located;
        const connection: Handshaking = { ...located, wire: traffic?.wireOf(socket) ?? socket };
        const onClose = (): void => {
          pending.delete(connection);
          connection.place?.leave();
          // The TLS socket emits its own error later in the same 'close', and that must come before the completion.
          process.nextTick(completeIfOver);
        };
        connection.socket.once('close', onClose);
        pending.set(connection, onClose);
        tls.give(connection);
      };
      const onSecure = (socket: TLSSocket, connection: Handshaking | null): void => {
        const onClose = connection === null ? undefined : pending.get(connection);
        if (connection !== null && onClose !== undefined) {
          connection.socket.off('close', onClose);
          pending.delete(connection);
          connection.place?.leave();
        }
        const remote = connection === null ? addressOf(socket) : connection.remote;
        subscriber.next({ socket, remote, wire: connection?.wire });
        completeIfOver();
      };
      const onFailed = (
        { code = 'unknown' }: NodeJS.ErrnoException,
        socket: TLSSocket,
        connection: Handshaking | null,
      ): void => {
        // Its type says Error, but it is a string or null.
        const authorizationError: unknown = socket.authorizationError;
        // Node does not close the socket when the handshake times out.
        ignoreLateErrors(socket);
        socket.destroy();
        if (abandoned) return;
        if (connection?.place?.evicted === true) {
          subscriber.next(refused(connection.remote, 'idle_handshake', counts, now()));
          return;
        }
        const failed = {
          code,
          authorizationError: typeof authorizationError === 'string' ? authorizationError : null,
          bytesRead: connection?.socket.bytesRead ?? 0,
        };
        const certificate = refusedCertificate(shown?.of(socket));
        subscriber.next(refusedHandshake(connection?.remote ?? null, failed, counts, now(), certificate));
      };
      const tls = handshakingServer(server, { onSecure, onFailed, onSocket: shown?.watch });
      subscriber.add(() => {
        abandonAll();
        tls.close();
      });
      subscriber.add(abandon.subscribe(abandonAll));
      subscriber.add(
        connections.subscribe({
          next: (item) => {
            if (isEvent(item)) subscriber.next(item);
            else if (abandoned) {
              item.place?.leave();
              item.socket.destroy();
            } else begin(item);
          },
          error: (error: unknown) => {
            subscriber.error(error);
          },
          complete: () => {
            isOver = true;
            completeIfOver();
          },
        }),
      );
    });
}
