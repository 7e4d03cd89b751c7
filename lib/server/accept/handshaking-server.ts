import { EventEmitter } from 'node:events';
import type { Server, TLSSocket } from 'node:tls';
import type { Located } from './step.js';

/** Hears how handshakes end. The connection is null only where Node has told it in a way that this does not know. */
export interface HandshakeListener {
  readonly onSecure: (socket: TLSSocket, connection: Located | null) => void;
  readonly onFailed: (error: NodeJS.ErrnoException, socket: TLSSocket, connection: Located | null) => void;
}

/** The server, as one connection sees it. */
type View = Server & { connection: Located };

/**
 * Gives connections to a TLS server that listens to nothing, and tells how the handshake of each ends.
 *
 * Node tells only "that TLS socket failed", by an event of the server. Nothing public leads from that socket to the TCP socket below, and
 * its own address and byte count are gone by then. But Node's TLS server handles a 'connection' as the server that emits it, and
 * tells of the handshake on that one. So each connection is emitted by an object of its own that inherits all from the server and
 * knows its connection. Should a Node tell it on the server itself, no more is lost than the address in a refusal.
 */
export function handshakingServer(
  server: Server,
  { onSecure, onFailed }: HandshakeListener,
): { readonly give: (connection: Located) => void; readonly close: () => void } {
  const shared = Object.create(server) as View;
  shared.emit = function (this: View, event: string | symbol, ...args: unknown[]): boolean {
    switch (event) {
      case 'secureConnection':
        onSecure(args[0] as TLSSocket, this.connection);
        return true;
      case 'tlsClientError':
        onFailed(args[0] as Error, args[1] as TLSSocket, this.connection);
        return true;
      default:
        return EventEmitter.prototype.emit.call(this, event, ...args);
    }
  };
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
      view.emit('connection', connection.socket);
    },
    close: () => {
      server.off('secureConnection', onSecureElsewhere).off('tlsClientError', onFailedElsewhere);
    },
  };
}
