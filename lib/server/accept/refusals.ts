import type { RemoteAddress } from '../../session/events.js';
import { REFUSALS, type Refusal, type RefusedEvent } from '../events.js';

/** What is known of a handshake that failed. */
export interface FailedHandshake {
  /** Node's or OpenSSL's code. */
  readonly code: string;
  /** Why the client's certificate was not accepted, when it came to that. */
  readonly authorizationError: string | null;
  /** Bytes that came in all. */
  readonly bytesRead: number;
}

/** Our own code for a handshake that ended well, but without a verified certificate. */
export const NOT_VERIFIED = 'NOT_VERIFIED';

/** Tells apart, by Node's and OpenSSL's codes, why a connection never became a session. The one place that knows these codes. */
export function refusalOf({ code, authorizationError, bytesRead }: FailedHandshake): Refusal {
  if (authorizationError !== null) return 'untrusted_certificate';
  switch (code) {
    case 'ERR_TLS_HANDSHAKE_TIMEOUT':
      return 'handshake_timeout';
    case 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE':
    case NOT_VERIFIED:
      return 'no_certificate';
    case 'ERR_SSL_HTTP_REQUEST':
    case 'ERR_SSL_HTTPS_PROXY_REQUEST':
      return 'plain_http';
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_BAD_RECORD_TYPE':
    case 'ERR_SSL_UNEXPECTED_MESSAGE':
    case 'ERR_SSL_UNKNOWN_PROTOCOL':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'ERR_SSL_DATA_LENGTH_TOO_LONG':
    case 'ERR_SSL_RECORD_LENGTH_MISMATCH':
    case 'ERR_SSL_LENGTH_MISMATCH':
    case 'ERR_SSL_LENGTH_TOO_SHORT':
      return 'not_tls';
    case 'ERR_SSL_UNSUPPORTED_PROTOCOL':
    case 'ERR_SSL_VERSION_TOO_LOW':
      return 'unsupported_version';
    case 'ERR_SSL_NO_SHARED_CIPHER':
    case 'ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM':
    case 'ERR_SSL_NO_SHARED_GROUPS':
    case 'ERR_SSL_NO_SUITABLE_KEY_SHARE':
      return 'no_shared_cipher';
    case 'ECONNRESET':
    case 'EPIPE':
      return bytesRead === 0 ? 'closed_early' : 'reset';
    default:
      return code.includes('_ALERT_') ? 'peer_alert' : 'other';
  }
}

const SENTENCES: Readonly<Record<Refusal, string>> = {
  handshake_timeout: 'The TLS handshake was not finished in time.',
  closed_early: 'The connection was closed before a byte came: a port scan or a health check.',
  reset: 'The client left in the middle of the TLS handshake.',
  plain_http: 'A plain HTTP request came to the TLS port.',
  not_tls: 'What came is not TLS.',
  unsupported_version: 'The client offers no TLS version from 1.2 on.',
  no_shared_cipher: 'The client offers no cipher, group or signature that we have.',
  no_certificate: 'The client showed no certificate.',
  untrusted_certificate: "The client's certificate is not trusted",
  peer_alert: 'The client refused us with a TLS alert',
  busy: 'The tutorial is busy with another client.',
  other: 'The TLS handshake failed',
};

/** One sentence for the operator. It holds codes, never what the stranger sent. */
export function refusalSentence(reason: Refusal, failed?: FailedHandshake): string {
  const sentence = SENTENCES[reason];
  return sentence.endsWith('.')
    ? sentence
    : `${sentence} (${failed?.authorizationError ?? failed?.code ?? 'unknown'}).`;
}

/** Counts refusals by their reason. */
export class RefusalCounts {
  readonly #counts = new Map<Refusal, number>(REFUSALS.map((reason) => [reason, 0]));

  /** One more of that reason; how many there are now. */
  next(reason: Refusal): number {
    const count = (this.#counts.get(reason) ?? 0) + 1;
    this.#counts.set(reason, count);
    return count;
  }
}

/** The event of a handshake that failed; its reason is counted. */
export function refusedHandshake(
  remote: RemoteAddress | null,
  failed: FailedHandshake,
  counts: RefusalCounts,
  at: number,
): RefusedEvent {
  return refused(remote, refusalOf(failed), counts, at, failed);
}

/** The event of a connection that is refused for that reason, which is counted. */
export function refused(
  remote: RemoteAddress | null,
  reason: Refusal,
  counts: RefusalCounts,
  at: number,
  failed?: FailedHandshake,
): RefusedEvent {
  const message = refusalSentence(reason, failed);
  return { type: 'refused', at, remote, reason, message, count: counts.next(reason) };
}
