import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Observable } from 'rxjs';
import { systemErrorText } from '../../protocol/system-errors.js';
import type { RemoteAddress } from '../../session/events.js';
import type { RefusedEvent, ServerErrorEvent } from '../events.js';
import { ignoreLateErrors } from '../../lines/ignore-late-errors.js';
import { isVerified } from './peer.js';
import type { PreparedServer } from './prepare-server-socket.js';
import {
  NOT_VERIFIED,
  refusalOf,
  refusalSentence,
  type FailedHandshake,
  type RefusalCounts,
} from './refusals.js';

/** What comes of a TCP connection. The events bear no time yet: nothing here knows a clock. */
export type Connection =
  | { readonly type: 'secure'; readonly socket: TLSSocket }
  | Omit<RefusedEvent, 'at'>
  | Omit<ServerErrorEvent, 'at'>;

export interface ConnectionsOptions {
  /** When it emits, what is still in its handshake is abandoned. */
  readonly stop: Observable<unknown>;
  /** Everyone who arrives has to have shown a certificate. */
  readonly isSecure: boolean;
  readonly counts: RefusalCounts;
}

/**
 * The connections of a server, each once: as a socket that is through the handshake and is the subscriber's from then on, or as a
 * refusal whose socket is destroyed already. Completes when all listeners are closed and their last connection is gone.
 *
 * When `stop` emits, and when unsubscribed, what is still in its handshake is destroyed without a word.
 */
export function connections(
  { server, listeners }: PreparedServer,
  { stop, isSecure, counts }: ConnectionsOptions,
): Observable<Connection> {
  return new Observable((subscriber) => {
    const handshakes = new Set<Socket>();
    const remotes = new WeakMap<Socket, RemoteAddress | null>();
    let stopping = false;
    const abandonHandshakes = (): void => {
      stopping = true;
      for (const socket of handshakes) socket.destroy();
    };

    // An address can be asked for only while the connection lives, and a refusal comes after that.
    const onConnection = (socket: Socket): void => {
      handshakes.add(socket);
      remotes.set(socket, addressOf(socket));
      socket.once('close', () => handshakes.delete(socket));
    };
    const onSecure = (socket: TLSSocket): void => {
      handshakes.delete(rawSocketOf(socket));
      // The handshake has seen to it already; the contract is strict enough to look twice.
      if (isSecure && !isVerified(socket)) refuse(socket, NOT_VERIFIED);
      else subscriber.next({ type: 'secure', socket });
    };
    const onRefused = ({ code = 'unknown' }: NodeJS.ErrnoException, socket: TLSSocket): void => {
      refuse(socket, code);
    };
    const refuse = (socket: TLSSocket, code: string): void => {
      // Node leaves the socket of a handshake that timed out open.
      ignoreLateErrors(socket);
      socket.destroy();
      if (stopping) return;
      const below = rawSocketOf(socket);
      const authorizationError = authorizationErrorOf(socket);
      const failed: FailedHandshake = { code, authorizationError, bytesRead: below.bytesRead };
      const reason = refusalOf(failed);
      subscriber.next({
        type: 'refused',
        remote: remotes.get(below) ?? null,
        reason,
        message: refusalSentence(reason, failed),
        count: counts.next(reason),
      });
    };
    const onError = (error: NodeJS.ErrnoException): void => {
      subscriber.next({
        type: 'server_error',
        message: `Cannot accept a connection: ${systemErrorText(error)}.`,
      });
    };
    let open = listeners.length;
    const onClose = (): void => {
      open -= 1;
      if (open === 0) subscriber.complete();
    };

    server.on('connection', onConnection).on('secureConnection', onSecure).on('tlsClientError', onRefused);
    for (const listener of listeners) listener.on('error', onError).on('close', onClose);
    subscriber.add(stop.subscribe(abandonHandshakes));
    // The listeners of refusals and errors stay: after the end, too, nothing may be left open or end the process.
    return () => {
      server.off('connection', onConnection).off('secureConnection', onSecure);
      for (const listener of listeners) listener.off('close', onClose);
      abandonHandshakes();
    };
  });
}

function addressOf({ remoteAddress: address, remotePort: port }: Socket): RemoteAddress | null {
  return address === undefined || port === undefined ? null : { address, port };
}

/**
 * The TCP socket below. Node names a TLS socket when a handshake fails, but its address and byte count are gone by then: only the TCP
 * socket has them, and nothing public leads to it.
 */
function rawSocketOf(socket: TLSSocket): Socket {
  return (socket as TLSSocket & { _parent?: Socket })._parent ?? socket;
}

// Typed as an Error, it is a string, or null.
function authorizationErrorOf(socket: TLSSocket): string | null {
  const error: unknown = socket.authorizationError;
  return typeof error === 'string' ? error : null;
}
