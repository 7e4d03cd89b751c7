import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ExecutionContext } from 'ava';
import { parseStatusAddress } from '../../../lib/config/status-address.js';
import type { Connection } from '../../../lib/programs/top/feed/connection.js';

// Servers at the other end of a client of the status: real sockets, so that what Node says about them is what it says to users.

export interface OtherEnd {
  readonly connection: Connection;
  readonly server: Server;
  /** Resolves when no client is connected. */
  readonly left: () => Promise<void>;
}

/** How a client connects to this place, without TLS and token. */
export function connectionTo(text: string): Connection {
  const address = parseStatusAddress(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  return { address, tls: null, token: null };
}

/** Answers requests like this. */
export function httpServer(t: ExecutionContext, listener: RequestListener): Promise<OtherEnd> {
  return listening(t, createServer(listener));
}

/** Does this with each connection, without a protocol. */
export function tcpServer(t: ExecutionContext, listener: (socket: Socket) => void): Promise<OtherEnd> {
  return listening(t, createTcpServer(listener));
}

/** Answers each connection with these bytes, whatever it asks for, and ends it. */
export function saying(t: ExecutionContext, bytes: string | Buffer): Promise<OtherEnd> {
  return tcpServer(t, (socket) => {
    socket.once('data', () => socket.end(bytes));
  });
}

/** Answers each request with events of these texts, and leaves the stream open. */
export function eventServer(t: ExecutionContext, ...texts: readonly string[]): Promise<OtherEnd> {
  return httpServer(t, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const text of texts) response.write(text);
  });
}

async function listening(t: ExecutionContext, server: Server): Promise<OtherEnd> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return {
    connection: connectionTo(`127.0.0.1:${(server.address() as AddressInfo).port}`),
    server,
    left: async () => {
      for (const socket of sockets) await once(socket, 'close');
    },
  };
}
