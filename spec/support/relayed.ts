import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Relay } from '../../lib/conformance/wire/relay.js';
import type { Toxic } from '../../lib/conformance/wire/toxics.js';

/** How one end of a connection saw the other end. */
export type Seen = 'end' | 'reset';

/** One end of a connection through a relay. */
export interface End {
  readonly socket: Socket;
  /** What came so far. */
  readonly came: () => Buffer;
  /** Resolves at the end of what comes. */
  readonly ended: Promise<Seen>;
}

/** Two ends with a relay between them. */
export interface Relayed {
  readonly relay: Relay;
  readonly client: End;
  readonly server: End;
  /** Frees everything. */
  readonly close: () => Promise<void>;
}

/** Opens a relay to a server of its own, and one connection through it. */
export async function relayed(toxics: readonly Toxic[], seed = 1): Promise<Relayed> {
  const listener = createServer({ allowHalfOpen: true, noDelay: true }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const relay = await Relay.open({ target: { host: '127.0.0.1', port: portOf(listener) }, toxics, seed });
  const accepted = once(listener, 'connection') as Promise<[Socket]>;
  const client = endOf(connect({ host: '127.0.0.1', port: relay.port, allowHalfOpen: true, noDelay: true }));
  const [socket] = await accepted;
  const server = endOf(socket);
  return {
    relay,
    client,
    server,
    close: async () => {
      client.socket.destroy();
      socket.destroy();
      listener.close();
      await relay.close();
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

function endOf(socket: Socket): End {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  const ended = new Promise<Seen>((resolve) => {
    socket.once('end', () => {
      resolve('end');
    });
    socket.once('error', () => {
      resolve('reset');
    });
  });
  return { socket, came: () => Buffer.concat(chunks), ended };
}
