import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';

/**
 * A peer that says some words, and then sends as fast as it can until it is cut off: the end of the other side is nothing to it.
 * Arguments: `server`, the paths of its certificate and key, and the words, as JSON; it prints the port that it listens on.
 * Or `client`, the port to connect to, and the words. At the end it prints how many bytes it has handed to its socket.
 */
const [, , role, ...args] = process.argv;

const CHUNK = Buffer.alloc(64 * 1024, 'x');

function flood(socket: TLSSocket, words: string): void {
  let sent = 0;
  const push = (): void => {
    let more = true;
    while (more && !socket.destroyed) {
      more = socket.write(CHUNK);
      sent += CHUNK.length;
    }
  };
  socket.write(words);
  socket.on('drain', push).resume();
  socket.on('close', () => {
    process.stdout.write(`sent ${sent}\n`);
  });
  push();
}

function ignore(): void {
  /* to be cut off is what it is there for */
}

if (role === 'server') {
  const [cert = '', key = '', words = '""'] = args;
  const server = createServer(
    { cert: readFileSync(cert), key: readFileSync(key), allowHalfOpen: true },
    (socket) => {
      socket.on('error', ignore);
      server.close();
      flood(socket, JSON.parse(words) as string);
    },
  );
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`);
  });
} else {
  const [port = '', words = '""'] = args;
  const address = { port: Number(port), host: '127.0.0.1' };
  // A variable, since the type of what `connect` takes has forgotten allowHalfOpen.
  const options = { ...address, rejectUnauthorized: false, allowHalfOpen: true };
  const socket = connect(options);
  socket.on('error', ignore);
  // Not before the server's first line: it could answer nothing else.
  socket.once('data', () => {
    flood(socket, JSON.parse(words) as string);
  });
}
