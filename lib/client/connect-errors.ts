import { TransportError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';
import { codeOf, systemErrorText } from '../protocol/system-errors.js';
import { markTemporary } from './temporary.js';

/** The error of a failed connection to one port. */
export interface PortFailure {
  readonly port: number;
  readonly error: unknown;
}

/** The server's host, and the CA file that verifies its certificate. */
export interface Target {
  readonly host: string;
  readonly caCert: string;
}

/** Creates the error of a failed connect. Its one-line message gives the reason for each port. */
export function connectFailed(target: Target, failures: readonly PortFailure[]): TransportError {
  const byReason = new Map<string, number[]>();
  for (const { port, error } of failures) {
    const reason = reasonOf(error, target);
    byReason.set(reason, [...(byReason.get(reason) ?? []), port]);
  }
  const reasons = [...byReason].map(([reason, ports]) => {
    return `${ports.length === 1 ? 'port' : 'ports'} ${ports.join(', ')}: ${reason}`;
  });
  const errors = failures.map(({ error }) => error);
  const error = new TransportError(
    'connect_failed',
    `Cannot connect to ${escapeText(target.host)}: ${reasons.join('; ')}.`,
    { cause: new AggregateError(errors) },
  );
  // One server that is not trusted is enough: whoever waits until another port answers would never hear of it.
  return markTemporary(error, !errors.some(isUntrusted) && !errors.every(isNoServer));
}

/** Returns whether one side does not trust the other. */
function isUntrusted(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  return UNTRUSTED.has(code) || CERTIFICATE_PROBLEMS.has(code) || alertOf(code) !== null;
}

/** Returns whether something else than a server for this client answers at the port. */
function isNoServer(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  return NOT_TLS.has(code) || NO_COMMON_VERSION.has(code);
}

/** @param seconds the limit that passed */
export class ConnectTimeout extends Error {
  constructor(seconds: number) {
    super(`no TLS connection within ${seconds} s`);
  }
}

/**
 * Creates the error of a connection that ended before the server's first line, after a client certificate was sent. In TLS 1.3 the
 * client finishes its handshake before the server verifies that certificate, so a refusal arrives only with the first read. A server that
 * runs on Node cannot send an alert then.
 * @param problem what the client knows to be wrong with its certificate, as the end of a sentence; null for nothing
 */
export function refusedAfterHandshake(
  certificate: string,
  cause: unknown,
  problem: string | null = null,
): TransportError {
  const alert = alertOf(codeOf(cause) ?? '');
  const shown = escapeText(certificate, Infinity);
  const message =
    alert === null
      ? `The server closed the connection before its first line; it may have refused the client certificate ${shown}.`
      : `The server refused the client certificate ${shown}: TLS alert "${alert}".`;
  const known = problem === null ? '' : ` That certificate ${problem}.`;
  const error = new TransportError(
    'disconnected',
    `${message}${known}`,
    cause === undefined ? undefined : { cause },
  );
  return markTemporary(error, alert === null && problem === null);
}

const IN_THE_HANDSHAKE = {
  ECONNRESET: 'the connection was closed in the TLS handshake; a server with too many connections does that',
};

const NOT_TLS = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_DATA_LENGTH_TOO_LONG',
  'EPROTO',
]);
const NO_COMMON_VERSION = new Set(['ERR_SSL_UNSUPPORTED_PROTOCOL', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION']);
/** No CA of ours has signed the server's certificate. */
const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
]);
/** What else is wrong with a server's certificate. */
const CERTIFICATE_PROBLEMS = new Set([
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'INVALID_PURPOSE',
  'INVALID_CA',
  'PATH_LENGTH_EXCEEDED',
  'CERT_CHAIN_TOO_LONG',
  // Node's code for all that OpenSSL has found wrong and Node has no name for.
  'UNSPECIFIED',
]);

/** Says in a few words why a TLS connection failed. */
export function reasonOf(error: unknown, { host, caCert }: Target): string {
  if (error instanceof ConnectTimeout) return error.message;
  const code = codeOf(error) ?? '';
  const alert = alertOf(code);
  if (NO_COMMON_VERSION.has(code)) return 'the server does not support TLS 1.2 or newer';
  if (alert !== null) return `the server refused the TLS handshake with the alert "${alert}"`;
  if (NOT_TLS.has(code)) return 'the server does not speak TLS';
  const ca = `a CA of ${escapeText(caCert, Infinity)}`;
  if (UNTRUSTED.has(code)) return `the server's certificate is not signed by ${ca}`;
  switch (code === 'UNSPECIFIED' && isNoCa(error) ? 'INVALID_CA' : code) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `the server's certificate is not for ${escapeText(host)}`;
    case 'CERT_HAS_EXPIRED':
      return "the server's certificate has expired";
    case 'CERT_NOT_YET_VALID':
      return "the server's certificate is not valid yet";
    case 'INVALID_PURPOSE':
      return "the server's certificate is not a server certificate";
    case 'INVALID_CA':
      return `the server's certificate is signed by a certificate that is no CA: the server needs one that ${ca} has signed`;
    case 'PATH_LENGTH_EXCEEDED':
    case 'CERT_CHAIN_TOO_LONG':
      return `too many CAs stand between the server's certificate and ${ca}: the server needs one that this CA itself has signed`;
    case 'UNSPECIFIED':
      return `the server's certificate is refused: ${escapeText(error instanceof Error ? error.message : '')}`;
    default:
      return escapeText(systemErrorText(error, IN_THE_HANDSHAKE));
  }
}

/** Node has no code of its own for it. The text is OpenSSL's. */
function isNoCa(error: unknown): boolean {
  return error instanceof Error && error.message === 'key usage does not include certificate signing';
}

/** Returns the name of the TLS alert that the server sent, or null: "unknown ca" for `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA`. */
function alertOf(code: string): string | null {
  const alert = /^ERR_SSL_(?:SSLV3|TLSV1|TLSV13|SSL\/TLS)_ALERT_(\w+)$/.exec(code)?.[1];
  return alert?.toLowerCase().replaceAll('_', ' ') ?? null;
}
