import type { Server, TLSSocket } from 'node:tls';
import { Observable } from 'rxjs';
import { ignoreLateErrors } from '../../lines/ignore-late-errors.js';
import { hasProxySignature } from '../../proxy-protocol/signatures.js';
import { MeteredSocket } from '../traffic/metered-socket.js';
import { FirstBytes } from './first-bytes.js';
import { handshakingServer } from './handshaking-server.js';
import { addressOf } from './origin.js';
import { refusedCertificate } from './refused-certificate.js';
import { refusalOf, refused, refusedHandshake, type FailedHandshake } from './refusals.js';
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
      const firstBytes = new FirstBytes();
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
        const { socket, remote, proxied } = located;
        const isLookedAt = proxied === undefined && firstBytes.areLookedAt(remote, now());
        const given = traffic?.wireOf(socket) ?? socket;
        const wire = isLookedAt && given === socket ? new MeteredSocket(socket, false) : given;
        const connection: Handshaking = { ...located, wire };
        const onClose = (): void => {
          pending.delete(connection);
          connection.place?.leave();
          // The TLS socket emits its own error later in the same 'close', and that must come before the completion. Through what meters
          // the socket it comes some turns of the event loop later.
          if (wire === socket) process.nextTick(completeIfOver);
          else afterTurns(TURNS_OF_A_CLOSE, completeIfOver);
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
        const proxied = connection?.proxied;
        if (proxied?.isOwn === true) subscriber.next({ type: 'accepted', at: now(), remote });
        subscriber.next({ socket, remote, wire: connection?.wire, proxy: proxied?.details });
        completeIfOver();
      };
      /** Whether the connection began with a PROXY header that nobody asked for. */
      const isProxyHeader = ({ remote, wire, proxied }: Handshaking, failed: FailedHandshake): boolean => {
        if (proxied !== undefined || refusalOf(failed) !== 'not_tls') return false;
        firstBytes.suspect(remote, now());
        return wire instanceof MeteredSocket && wire.head !== null && hasProxySignature(wire.head);
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
        if (abandoned || connection?.proxied?.isOwn === true) return;
        if (connection?.place?.evicted === true) {
          subscriber.next(refused(connection.remote, 'idle_handshake', counts, now()));
          return;
        }
        const failed = {
          code,
          authorizationError: typeof authorizationError === 'string' ? authorizationError : null,
          bytesRead: connection === null ? 0 : bytesOf(connection),
        };
        if (connection !== null && isProxyHeader(connection, failed)) {
          subscriber.next(refused(connection.remote, 'proxy_header', counts, now()));
          return;
        }
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

/** How many turns the close of a TCP socket takes through a metered socket to its TLS socket: Node waits for one. */
const TURNS_OF_A_CLOSE = 3;

function afterTurns(turns: number, callback: () => void): void {
  if (turns === 0) callback();
  else setImmediate(afterTurns, turns - 1, callback);
}

/** How many bytes of the client came. */
function bytesOf({ socket, proxied }: Handshaking): number {
  return socket.bytesRead - (proxied?.headerBytes ?? 0);
}
