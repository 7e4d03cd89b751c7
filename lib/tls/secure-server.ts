import { constants } from 'node:crypto';
import {
  createServer,
  DEFAULT_CIPHERS,
  type SecureContext,
  type SecureContextOptions,
  type Server,
} from 'node:tls';
import { milliseconds } from '../protocol/milliseconds.js';
import { IN_MEMORY, secureContextOf, type CredentialPaths, type Credentials } from './credentials.js';
import type { CredentialsWarning } from './credentials-warning.js';
import { certificatesOf, withIssuers } from './issuers.js';
import type { Revocations } from './revocations.js';
import { checkServerCredentials, serverCredentialsWarnings } from './server-credentials.js';
import { unusableCredentials } from './unusable.js';

export interface SecureServerOptions {
  /** Request a client certificate, verify it with the CAs, and refuse all other clients during the handshake. */
  readonly isSecure: boolean;
  /** The deadline of the handshake, in seconds from the arrival of the connection. */
  readonly handshakeTimeout: number;
  /** Returns the time in milliseconds since the epoch. Default: the time of day. */
  readonly now?: () => number;
}

/** The certificate that a server shows to its clients. */
export interface CertificateInUse {
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** SHA-256, as `AB:CD:...`. */
  readonly fingerprint256: string;
  /** In ISO 8601, UTC. */
  readonly validFrom: string;
  /** In ISO 8601, UTC. */
  readonly validTo: string;
}

/** A TLS server that does not listen: `server.emit('connection', socket)` passes it a connection. */
export interface SecureServer {
  readonly server: Server;
  /** The context of the first credentials. */
  readonly context: SecureContext;
  /**
   * Replaces the credentials for new connections.
   * @throws {ConfigError} `unusable_certificate`; the old credentials stay in use
   */
  readonly setCredentials: (credentials: Credentials) => void;
  /** Returns the present credentials. */
  readonly credentials: () => Credentials;
  /** Returns the present certificate of the server. */
  readonly certificate: () => CertificateInUse;
  /** Returns what the present credentials revoke; null if they have no CRL. */
  readonly revocations: () => Revocations | null;
  /**
   * Returns the warnings about the present credentials.
   * @param strict whether clients of a CA without a current CRL are refused
   */
  readonly warnings: (strict: boolean) => readonly CredentialsWarning[];
}

/**
 * Creates a TLS server for TLS 1.2 or newer, without session tickets.
 * @throws {ConfigError} `unusable_certificate`
 */
export function createSecureServer(
  credentials: Credentials,
  { isSecure, handshakeTimeout, now = Date.now }: SecureServerOptions,
): SecureServer {
  let current = credentials;
  const prepared = (of: Credentials): PreparedContext => prepareContext(of, isSecure, now());
  const { options, context } = prepared(credentials);
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
      server.setSecureContext(prepared(changed).options);
      current = changed;
    },
    credentials: () => current,
    certificate: () => certificateOf(current),
    revocations: () => current.revocations ?? null,
    warnings: (strict) => serverCredentialsWarnings(current, now(), pathsOf(current), strict),
  };
}

function certificateOf({ cert }: Credentials): CertificateInUse {
  // A server of credentials without a certificate was refused before.
  const [leaf] = certificatesOf(cert);
  return {
    serialNumber: leaf?.serialNumber ?? '',
    fingerprint256: leaf?.fingerprint256 ?? '',
    validFrom: isoTime(leaf?.validFrom),
    validTo: isoTime(leaf?.validTo),
  };
}

function isoTime(text = ''): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}

/** The options of a TLS server's context, and the context itself. */
export interface PreparedContext {
  readonly options: SecureContextOptions;
  readonly context: SecureContext;
}

/**
 * Checks credentials for a TLS server, and returns its context.
 * @param isSecure whether the server verifies its clients
 * @param now milliseconds since the epoch
 * @throws {ConfigError} `unusable_certificate`
 */
export function prepareContext(credentials: Credentials, isSecure: boolean, now: number): PreparedContext {
  const paths = pathsOf(credentials);
  checkServerCredentials(credentials, now, paths);
  const options = contextOptions(credentials, isSecure);
  return { options, context: secureContextOf(options, paths) };
}

/** The paths of credentials, for messages. */
function pathsOf({ paths = IN_MEMORY }: Credentials): CredentialPaths {
  return paths;
}

/**
 * Without CBC with SHA-1, and without the 8-byte tags of CCM-8. `SECLEVEL=2`: no RSA key under 2048 bits and no signature with SHA-1, in our
 * certificate or in a client's.
 */
const CIPHERS = `${DEFAULT_CIPHERS}:!SHA1:!AESCCM8:@SECLEVEL=2`;

function contextOptions({ cert, key, ca }: Credentials, isSecure: boolean): SecureContextOptions {
  // Without a CA, Node would trust all public CAs.
  if (isSecure && ca === null) throw unusableCredentials('There is no CA to verify clients with');
  return {
    ...(isSecure && ca !== null ? { cert: withIssuers(cert, ca), ca } : { cert }),
    key,
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    // A resumed session skips the verification of the client's certificate. Clients connect too rarely to gain from resumption.
    // A renegotiation can replace the client's certificate in mid session.
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
  };
}
