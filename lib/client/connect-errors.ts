import { TransportError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';
import { codeOf, systemErrorText } from '../protocol/system-errors.js';

/** Why there was no connection to one port. */
export interface PortFailure {
  readonly port: number;
  readonly error: unknown;
}

/** Where, and what the server's certificate had to stand up to. */
export interface Target {
  readonly host: string;
  readonly caCert: string;
}

/** One line that says of every port why there is no connection to it. */
export function connectFailed(target: Target, failures: readonly PortFailure[]): TransportError {
  const byReason = new Map<string, number[]>();
  for (const { port, error } of failures) {
    const reason = reasonOf(error, target);
    byReason.set(reason, [...(byReason.get(reason) ?? []), port]);
  }
  const reasons = [...byReason].map(([reason, ports]) => {
    return `${ports.length === 1 ? 'port' : 'ports'} ${ports.join(', ')}: ${reason}`;
  });
  return new TransportError(
    'connect_failed',
    `Cannot connect to ${escapeText(target.host)}: ${reasons.join('; ')}.`,
    { cause: new AggregateError(failures.map(({ error }) => error)) },
  );
}

/** @param seconds the limit that passed */
export class ConnectTimeout extends Error {
  constructor(seconds: number) {
    super(`no TLS connection within ${seconds} s`);
  }
}

/**
 * What a connection that broke before the server said a word means, where a client certificate was shown. In TLS 1.3 the client has
 * finished its handshake before the server looks at the certificate, so that a refusal comes as the first thing that is read.
 */
export function refusedAfterHandshake(certificate: string, cause: unknown): TransportError {
  const alert = alertOf(codeOf(cause) ?? '');
  const shown = escapeText(certificate, Infinity);
  const message =
    alert === null
      ? `The server closed the connection before its first line; it may have refused the client certificate ${shown}.`
      : `The server refused the client certificate ${shown}: TLS alert "${alert}".`;
  return new TransportError('disconnected', message, cause === undefined ? undefined : { cause });
}

const IN_THE_HANDSHAKE = { ECONNRESET: 'the connection was closed in the TLS handshake' };

const NOT_TLS = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_DATA_LENGTH_TOO_LONG',
  'EPROTO',
]);
const NO_COMMON_VERSION = new Set(['ERR_SSL_UNSUPPORTED_PROTOCOL', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION']);
const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
]);

function reasonOf(error: unknown, { host, caCert }: Target): string {
  if (error instanceof ConnectTimeout) return error.message;
  const code = codeOf(error) ?? '';
  const alert = alertOf(code);
  if (NO_COMMON_VERSION.has(code)) return 'the server speaks no TLS version from 1.2 on';
  if (alert !== null) return `the server refused the TLS handshake with the alert "${alert}"`;
  if (NOT_TLS.has(code)) return 'the server does not speak TLS';
  if (UNTRUSTED.has(code))
    return `the server's certificate is not signed by a CA of ${escapeText(caCert, Infinity)}`;
  switch (code) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `the server's certificate is not for ${escapeText(host)}`;
    case 'CERT_HAS_EXPIRED':
      return "the server's certificate has expired";
    case 'CERT_NOT_YET_VALID':
      return "the server's certificate is not valid yet";
    case 'INVALID_PURPOSE':
      return "the server's certificate is not one for servers";
    default:
      return escapeText(systemErrorText(error, IN_THE_HANDSHAKE));
  }
}

/** The TLS alert that the other side sent, in words, or null: `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA` is "unknown ca". */
function alertOf(code: string): string | null {
  const alert = /^ERR_SSL_(?:SSLV3|TLSV1|TLSV13|SSL\/TLS)_ALERT_(\w+)$/.exec(code)?.[1];
  return alert?.toLowerCase().replaceAll('_', ' ') ?? null;
}
