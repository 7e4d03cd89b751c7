import type { Server as TcpServer } from 'node:net';
import type { SecureContext, Server } from 'node:tls';
import { DEFAULT_OTHER_TIMEOUT } from '../protocol/constants.js';
import { bind } from '../server/accept/bind.js';
import { readCredentials } from '../tls/credentials.js';
import { refuseInsecureHost } from '../tls/local-host.js';
import { createSecureServer } from '../tls/secure-server.js';

/** A bound, listening server. The caller owns it and must close it. */
export interface PreparedServer extends AsyncDisposable {
  /**
   * Emits 'secureConnection' for each client that completes the handshake, on any of the addresses. It does not listen itself: its address
   * is in `port` and `addresses`, and `close` closes the listeners.
   */
  readonly server: Server;
  readonly context: SecureContext;
  /** The bound port, the same on every address. */
  readonly port: number;
  readonly addresses: readonly string[];
  /** The listening servers, one for each address. They pass their connections to `server`. */
  readonly listeners: readonly TcpServer[];
  /**
   * Stops accepting. It does not close connections: it resolves when their owners have closed the last one. `Symbol.asyncDispose` does
   * the same.
   */
  readonly close: () => Promise<void>;
}

/**
 * Creates a listening server and its TLS context for TLS 1.2 or newer. If `isSecure` is true, it requests a client certificate, verifies
 * it with the CA file, and refuses all other clients during the handshake.
 *
 * @param isSecure whether a client certificate is required; default false
 * @param handshakeTimeout seconds from the TCP accept to the end of the handshake; default 10. After it the server emits
 * 'tlsClientError': the owner of the server must destroy that socket
 * @param signal aborts the start: the promise rejects with the signal's reason
 * @throws {ConfigError} `insecure_host`: not secure, and the host is not this machine; `unusable_certificate`; `unusable_address`. Then
 * nothing is left listening
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
  const { server, context } = createSecureServer(credentials, { isSecure, handshakeTimeout });
  const { onConnection, port: boundPort, addresses, listeners, close } = await bind(serverHost, port, signal);
  onConnection((socket) => server.emit('connection', socket));
  return { port: boundPort, addresses, listeners, server, context, close, [Symbol.asyncDispose]: close };
}
