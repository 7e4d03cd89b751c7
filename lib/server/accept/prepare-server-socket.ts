import { constants } from 'node:crypto';
import { createServer as createTcpServer, type Server as TcpServer, type Socket } from 'node:net';
import {
  createSecureContext,
  createServer as createTlsServer,
  type SecureContext,
  type SecureContextOptions,
  type Server,
} from 'node:tls';
import { DEFAULT_OTHER_TIMEOUT } from '../../protocol/constants.js';
import { milliseconds } from '../../protocol/milliseconds.js';
import { readCredentials, unusableTogether } from '../../tls/credentials.js';
import { addressesOf, isAbsentAddress, isPortTaken, listen } from './listen.js';
import { refuseInsecureHost } from '../../tls/local-host.js';

/** A bound, listening server. Whoever asked for it owns it, and closes it. */
export interface PreparedServer {
  /** Emits 'secureConnection' for each client that got through the handshake, whichever address it came to. */
  readonly server: Server;
  readonly context: SecureContext;
  /** The port that was really bound, the same on every address. */
  readonly port: number;
  readonly addresses: readonly string[];
  /** All listening sockets: `server` and, where the host has several addresses, those that feed it. */
  readonly listeners: readonly TcpServer[];
  /** Stops accepting. Resolves when the last connection is closed too; connections are their owners'. */
  readonly close: () => Promise<void>;
}

/** Free ports that are tried before giving up, where the port of one address is taken on another. */
const MAX_FREE_PORT_TRIES = 10;

/** After that much silence TCP asks whether the peer is still there: WORK is long, and routers forget idle connections. */
const KEEP_ALIVE_MS = 60_000;

const TCP_OPTIONS = { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS } as const;

/**
 * Creates a listening server and its TLS context: TLS 1.2 or newer; with `isSecure` it asks for a client certificate, verifies it
 * against the CA file, and refuses everyone else in the handshake.
 *
 * @param handshakeTimeout seconds from the TCP accept to the end of the handshake; 10 when not given. It emits 'tlsClientError': whoever
 * owns the server has to destroy that socket
 * @throws {ConfigError} `insecure_host`: not secure, and not this machine; `unusable_certificate`; `unusable_address`. Nothing is left listening.
 */
export async function prepareServerSocket(
  serverHost: string,
  port: number,
  caCertPath: string,
  serverCertPath: string,
  serverKeyPath: string,
  isSecure = false,
  handshakeTimeout: number = DEFAULT_OTHER_TIMEOUT,
): Promise<PreparedServer> {
  if (!isSecure) refuseInsecureHost(serverHost);
  const { cert, key, ca } = await readCredentials({
    cert: serverCertPath,
    key: serverKeyPath,
    ca: isSecure ? caCertPath : null,
  });
  const contextOptions = {
    cert,
    key,
    ...(ca === null ? {} : { ca }),
    minVersion: 'TLSv1.2' as const,
    // A resumed session skips the verification of the client's certificate; nobody here connects often enough to gain from it.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
  const context = secureContext(contextOptions, serverCertPath, serverKeyPath);
  const createServer = (): Server =>
    createTlsServer({
      ...TCP_OPTIONS,
      ...contextOptions,
      requestCert: isSecure,
      rejectUnauthorized: isSecure,
      handshakeTimeout: milliseconds(handshakeTimeout),
    });
  const addresses = await addressesOf(serverHost);
  const bound = await bindAll(createServer, addresses, port);
  return { ...bound, context, close: () => closeAll(bound.listeners) };
}

/** OpenSSL's own demands are made here: not every certificate and key that it can read is strong enough for it. */
function secureContext(options: SecureContextOptions, certPath: string, keyPath: string): SecureContext {
  try {
    return createSecureContext(options);
  } catch (error) {
    throw unusableTogether(certPath, keyPath, error);
  }
}

type Bound = Pick<PreparedServer, 'server' | 'port' | 'addresses' | 'listeners'>;

/** One port on every address. A free port of the first may be taken on the second: then another is tried. */
async function bindAll(
  createServer: () => Server,
  addresses: readonly string[],
  port: number,
): Promise<Bound> {
  for (let tries = 1; ; tries++) {
    const server = createServer();
    const listeners: TcpServer[] = [];
    try {
      return { server, listeners, ...(await bindEach(server, listeners, addresses, port)) };
    } catch (error) {
      await closeAll(listeners);
      if (port !== 0 || !isPortTaken(error) || tries === MAX_FREE_PORT_TRIES) throw error;
    }
  }
}

async function bindEach(
  server: Server,
  listeners: TcpServer[],
  addresses: readonly string[],
  wanted: number,
): Promise<{ port: number; addresses: string[] }> {
  const boundTo: string[] = [];
  let port = wanted;
  let absent: unknown;
  for (const address of addresses) {
    const listener = listeners.length === 0 ? server : feederOf(server);
    try {
      port = await listen(listener, address, port);
      listeners.push(listener);
      boundTo.push(address);
    } catch (error) {
      if (!isAbsentAddress(error)) throw error;
      absent = error;
    }
  }
  if (boundTo.length === 0) throw absent;
  return { port, addresses: boundTo };
}

/** A plain TCP server whose connections the TLS server takes over, as if it had accepted them. */
function feederOf(server: Server): TcpServer {
  return createTcpServer(TCP_OPTIONS, (socket: Socket) => server.emit('connection', socket));
}

async function closeAll(listeners: readonly TcpServer[]): Promise<void> {
  await Promise.all(
    listeners.map(
      (listener) =>
        new Promise<void>((resolve) => {
          // What it calls back with is only whether it was listening still.
          listener.close(() => {
            resolve();
          });
        }),
    ),
  );
}
