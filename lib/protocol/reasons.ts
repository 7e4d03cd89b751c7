import { ERROR_CODES, type ErrorCode } from './errors.js';

/**
 * Why the server refused a connection, with a sentence for the operator. A sentence without a full stop gets the code of the failure after
 * it. To add a reason, add its line here and its row to docs/operations.md; a test compares the two.
 */
export const REFUSAL_SENTENCES = {
  handshake_timeout: 'The TLS handshake did not complete in time.',
  closed_early:
    'The client closed the connection before it sent a byte, as a port scan or a health check does.',
  reset: 'The client disconnected during the TLS handshake.',
  plain_http: 'The client sent a plain HTTP request to the TLS port.',
  not_tls: 'The client sent bytes that are not TLS.',
  proxy_header: 'A PROXY header came from an address that --proxy-from does not name.',
  no_proxy_header: 'A proxy of --proxy-from sent no PROXY header before TLS.',
  bad_proxy_header: 'The PROXY header is not valid',
  proxy_header_timeout: 'The PROXY header did not come in time.',
  unsupported_version: 'The client does not support TLS 1.2 or newer.',
  no_shared_cipher: 'The client and the server share no cipher, group or signature algorithm.',
  no_certificate: 'The client sent no certificate.',
  untrusted_certificate: "The client's certificate is not trusted",
  certificate_revoked: "The client's certificate was revoked.",
  revocation_unknown: "The CA of the client's certificate has no current CRL (--crl-strict).",
  not_authorized: 'No --allow-cn, --allow-ou or --allow-san names the client.',
  not_open: 'The client came before --opens-at or after --closes-at.',
  already_done: 'The client is done already (--once).',
  peer_alert: 'The client rejected the handshake with a TLS alert',
  recent_flood: 'The certificate has flooded the server within the last minute.',
  busy: 'The tutorial is busy with another client.',
  server_full: 'All places for sessions are taken (--max-sessions).',
  too_many_handshakes: 'Too many connections are in their TLS handshake (--max-handshakes).',
  too_many_handshakes_from_address:
    'Too many connections of this address are in their TLS handshake (--max-handshakes-per-address).',
  handshake_rate: 'This address connects too often (--handshake-rate).',
  idle_handshake: 'Under stress, a connection that had sent nothing made room for another.',
  shed_lag: 'The event loop lags (--max-lag).',
  shed_memory: 'Memory runs short.',
  shed_descriptors: 'File descriptors run short (ulimit -n).',
  too_many_sessions: 'This certificate has too many sessions at once (--max-per-certificate).',
  too_many_from_address: 'This address has too many sessions at once (--max-per-address).',
  too_many_tries: 'This certificate began too many sessions within an hour (--tries-per-hour).',
  no_space: 'The disk of the records has too little free space.',
  other: 'The TLS handshake failed',
} as const;

/** Why a connection was refused. */
export type Refusal = keyof typeof REFUSAL_SENTENCES;

/** Every reason for a refused connection: a closed list. */
export const REFUSALS = Object.keys(REFUSAL_SENTENCES) as readonly Refusal[];

/** Why an overloaded server closes new connections. */
export type Shed = Extract<Refusal, `shed_${string}`>;

/** Returns whether an overloaded server closed the connection. */
export function isShed(reason: Refusal): reason is Shed {
  return reason.startsWith('shed_');
}

/** How a session ended: `done`, or the code of the error that ended it. */
export type EndReason = 'done' | ErrorCode;

/** Why a connection was refused, or how its session ended. */
export type Reason = Refusal | EndReason;

/** Every reason for a refusal and for the end of a session: a closed list. Events, log and records use the same words. */
export const REASONS: readonly Reason[] = [
  ...new Set<Reason>([...REFUSALS, 'done', ...Object.values(ERROR_CODES).flat()]),
];
