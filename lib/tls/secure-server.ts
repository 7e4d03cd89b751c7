import { constants } from 'node:crypto';
import { createServer, type SecureContext, type SecureContextOptions, type Server } from 'node:tls';
import { milliseconds } from '../protocol/milliseconds.js';
import { secureContextOf, type CredentialPaths, type Credentials } from './credentials.js';
import { unusableCredentials } from './unusable.js';

export interface SecureServerOptions {
  /** Ask for a client certificate, verify it against the CAs, and refuse everyone else in the handshake. */
  readonly isSecure: boolean;
  /** Seconds from a connection's arrival to the end of its handshake. */
  readonly handshakeTimeout: number;
}

/** A TLS server that listens to nothing: connections are given to it by `server.emit('connection', socket)`. */
export interface SecureServer {
  readonly server: Server;
  /** Of the credentials that it began with. */
  readonly context: SecureContext;
  /**
   * Replaces the credentials for all connections to come.
   * @throws {ConfigError} `unusable_certificate`; the old ones stay
   */
  readonly setCredentials: (credentials: Credentials) => void;
}

/**
 * TLS 1.2 or newer, without session tickets.
 * @param paths how messages name the credentials
 * @throws {ConfigError} `unusable_certificate`
 */
export function createSecureServer(
  credentials: Credentials,
  { isSecure, handshakeTimeout }: SecureServerOptions,
  paths?: CredentialPaths,
): SecureServer {
  const options = contextOptions(credentials, isSecure);
  const context = secureContextOf(options, paths);
  const server = createServer({
    ...options,
    requestCert: isSecure,
    rejectUnauthorized: isSecure,
    handshakeTimeout: milliseconds(handshakeTimeout),
  });
  return {
    server,
    context,
    setCredentials: (changed) => {
      const changedOptions = contextOptions(changed, isSecure);
      secureContextOf(changedOptions);
      server.setSecureContext(changedOptions);
    },
  };
}

function contextOptions({ cert, key, ca }: Credentials, isSecure: boolean): SecureContextOptions {
  // Without one, Node would verify against all the public CAs.
  if (isSecure && ca === null) throw unusableCredentials('There is no CA to verify clients with');
  return {
    cert,
    key,
    ...(isSecure && ca !== null ? { ca } : {}),
    minVersion: 'TLSv1.2',
    // A resumed session skips the verification of the client's certificate; nobody here connects often enough to gain from it.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
}
