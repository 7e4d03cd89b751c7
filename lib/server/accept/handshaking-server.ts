import { EventEmitter } from 'node:events';
import type { Server, TLSSocket } from 'node:tls';
import type { Handshaking } from './step.js';

/** Handles the end of each handshake. The connection is null only if Node emits the event on the server itself; see below. */
export interface HandshakeListener {
  readonly onSecure: (socket: TLSSocket, connection: Handshaking | null) => void;
  readonly onFailed: (
    error: NodeJS.ErrnoException,
    socket: TLSSocket,
    connection: Handshaking | null,
  ) => void;
  /**
   * Called several times during a handshake, before the client's certificate is verified. Undefined: not called. Node offers no earlier
   * sight of the TLS socket, and destroys it when it refuses the certificate.
   */
  readonly onSocket: ((socket: TLSSocket) => void) | undefined;
}

/** An object that inherits from the server and holds one connection. */
type View = Server & { connection: Handshaking };

/**
 * Passes connections to a TLS server that does not listen, and reports the end of each handshake together with its connection.
 *
 * Node reports a failed handshake with an event of the server, whose argument is the TLS socket. That socket has no public link to its TCP
 * socket, and its address and byte count are already gone. But Node's TLS server handles 'connection' with `this` set to the emitter, and
 * emits the result on `this`. So each connection is emitted on its own object, which inherits from the server and holds the connection.
 * If a version of Node emits the result on the server itself, only the address in the refusal is lost.
 */
export function handshakingServer(
  server: Server,
  { onSecure, onFailed, onSocket }: HandshakeListener,
): { readonly give: (connection: Handshaking) => void; readonly close: () => void } {
  const shared = Object.create(server) as View;
  shared.emit = function (this: View, event: string | symbol, ...args: unknown[]): boolean {
    switch (event) {
      case 'secureConnection':
        onSecure(args[0] as TLSSocket, this.connection);
        return true;
      case 'tlsClientError':
        onFailed(args[0] as Error, args[1] as TLSSocket, this.connection);
        return true;
      case 'keylog':
        // Node gives the socket together with its keys. The keys go nowhere.
        onSocket?.(args[1] as TLSSocket);
        return true;
      default:
        return EventEmitter.prototype.emit.call(this, event, ...args);
    }
  };
  if (onSocket !== undefined) {
    shared.listenerCount = function (this: View, event: string | symbol): number {
      return event === 'keylog' ? 1 : EventEmitter.prototype.listenerCount.call(this, event);
    };
  }
  const onSecureElsewhere = (socket: TLSSocket): void => {
    onSecure(socket, null);
  };
  const onFailedElsewhere = (error: Error, socket: TLSSocket): void => {
    onFailed(error, socket, null);
  };
  server.on('secureConnection', onSecureElsewhere).on('tlsClientError', onFailedElsewhere);
  return {
    give: (connection) => {
      const view = Object.create(shared) as View;
      view.connection = connection;
      view.emit('connection', connection.wire);
    },
    close: () => {
      server.off('secureConnection', onSecureElsewhere).off('tlsClientError', onFailedElsewhere);
    },
  };
}
