import type { Server as TcpServer } from 'node:net';
import type { SecureContext, Server } from 'node:tls';
import { DEFAULT_OTHER_TIMEOUT } from '../protocol/constants.js';
import { bind } from '../server/accept/bind.js';
import { readCredentials } from '../tls/credentials.js';
import { refuseInsecureHost } from '../tls/local-host.js';
import { createSecureServer } from '../tls/secure-server.js';

/** A bound, listening server. Whoever asked for it owns it, and closes it. */
export interface PreparedServer extends AsyncDisposable {
  /**
   * Emits 'secureConnection' for each client that got through the handshake, whichever address it came to. It listens to nothing itself: the
   * address is in `port` and `addresses`, and `close` closes.
   */
  readonly server: Server;
  readonly context: SecureContext;
  /** The port that was really bound, the same on every address. */
  readonly port: number;
  readonly addresses: readonly string[];
  /** The listening sockets, one for each address; they feed `server`. */
  readonly listeners: readonly TcpServer[];
  /**
   * Stops accepting. Resolves when the last connection is closed too: connections are their owners', and are not closed by this.
   * `Symbol.asyncDispose` does the same.
   */
  readonly close: () => Promise<void>;
}

/**
 * Creates a listening server and its TLS context: TLS 1.2 or newer; with `isSecure` it asks for a client certificate, verifies it
 * against the CA file, and refuses everyone else in the handshake.
 *
 * @param isSecure demand a client certificate; false when not given
 * @param handshakeTimeout seconds from the TCP accept to the end of the handshake; 10 when not given. It emits 'tlsClientError': whoever
 * owns the server has to destroy that socket
 * @param signal gives up the start: the promise rejects with the signal's reason
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
  signal?: AbortSignal,
): Promise<PreparedServer> {
  if (!isSecure) refuseInsecureHost(serverHost);
  const paths = { cert: serverCertPath, key: serverKeyPath, ca: isSecure ? caCertPath : null };
  const credentials = await readCredentials(paths, signal);
  const { server, context } = createSecureServer(credentials, { isSecure, handshakeTimeout }, paths);
  const { onConnection, ...bound } = await bind(serverHost, port, signal);
  onConnection((socket) => server.emit('connection', socket));
  return { ...bound, server, context, [Symbol.asyncDispose]: bound.close };
}
