import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What lies between a client and its server, and can lose what the client says. */
export interface Relay extends AsyncDisposable {
  /** On 127.0.0.1. */
  readonly port: number;
  /** From now on, what the client says over the open connection does not arrive. It believes that it does. A new one is not held. */
  readonly hold: () => void;
  /** Cuts the connections, and what was held is lost. New ones are forwarded. */
  readonly cut: () => void;
}

export async function startRelay(host: string, port: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  const held = new WeakSet<Socket>();
  const track = (socket: Socket, other: () => Socket): void => {
    sockets.add(socket);
    socket.on('error', () => null);
    socket.on('close', () => {
      sockets.delete(socket);
      other().destroy();
    });
  };
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((client) => {
    const upstream = connect({ host, port });
    track(client, () => upstream);
    track(upstream, () => client);
    upstream.pipe(client);
    client.on('data', (bytes: Buffer) => {
      if (!held.has(client)) upstream.write(bytes);
    });
    client.on('end', () => upstream.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    hold: () => {
      for (const socket of sockets) held.add(socket);
    },
    cut,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
  };
}
