import { once } from 'node:events';
import { createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import type { TestCertificates } from './certificates.js';
import { freePort } from './free-port.js';

/** A server for one test, on a free port of 127.0.0.1. */
export interface ScriptedServer {
  readonly port: number;
  /** Resolves once it listens no more and every connection is closed: a connection that nobody closes keeps the test from ending. */
  readonly close: () => Promise<void>;
}

/** Over TLS, asking for a client certificate unless told otherwise; each connection is handed to `talk`. */
export function startTlsServer(
  certs: TestCertificates,
  talk: (socket: TLSSocket) => void,
  options: TlsOptions = {},
): Promise<ScriptedServer> {
  const { server, ca } = certs;
  const defaults = { cert: server.certPem, key: server.keyPem, ca: ca.certPem, requestCert: true };
  const listener = createServer({ ...defaults, ...options });
  listener.on('secureConnection', (socket) => {
    socket.on('error', ignore);
    talk(socket);
  });
  listener.on('tlsClientError', (_error, socket) => socket.destroy());
  return listen(listener);
}

/** Over nothing: a server that speaks no TLS. */
export function startPlainServer(talk: (socket: Socket) => void): Promise<ScriptedServer> {
  return listen(
    createPlainServer((socket) => {
      socket.on('error', ignore);
      talk(socket);
    }),
  );
}

/** Says its lines in turn, one for each line that comes, the first at once; then ends. */
export function says(...lines: readonly string[]): (socket: TLSSocket) => void {
  return (socket) => {
    const rest = [...lines];
    const next = (): void => {
      const line = rest.shift();
      if (line === undefined) socket.end();
      else socket.write(`${line}\n`);
    };
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const _lf of text.matchAll(/\n/g)) next();
    });
    next();
  };
}

/** Talks to each client in another way: to the first as the first talk says, and so on. Further clients are an error of the test. */
export function inTurn(...talks: readonly ((socket: TLSSocket) => void)[]): (socket: TLSSocket) => void {
  const rest = [...talks];
  return (socket) => {
    const talk = rest.shift();
    if (talk === undefined) throw new Error('A client came that the test does not expect.');
    talk(socket);
  };
}

/** A port that nobody listens on: one must be the superuser to, and tcpmux has not been seen for decades. */
export const CLOSED_PORT = 1;

async function listen(server: Server): Promise<ScriptedServer> {
  // Some clients come again when it has gone, and must not meet the server of another test.
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    await closed;
  };
  return { port, close };
}

function ignore(): void {
  /* a client that breaks off is what some tests are about */
}
