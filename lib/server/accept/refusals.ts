import { REFUSAL_SENTENCES, type Refusal } from '../../protocol/reasons.js';
import type { RemoteAddress } from '../../session/events.js';
import type { RefusedCertificate, RefusedEvent } from '../events.js';
import type { ReasonCounts } from '../reason-counts.js';

/** The details of a failed handshake. */
export interface FailedHandshake {
  /** Node's or OpenSSL's code. */
  readonly code: string;
  /** The reason why the client's certificate was not accepted; null if it was not the cause. */
  readonly authorizationError: string | null;
  /** The total number of received bytes. */
  readonly bytesRead: number;
}

/** Our own code for a handshake that completed without a verified certificate. */
export const NOT_VERIFIED = 'NOT_VERIFIED';

/** Our own code for the certificate of a CA in the place of a client's. OpenSSL accepts it. */
export const CA_CERTIFICATE = 'CA_CERTIFICATE';

/** Maps Node's and OpenSSL's codes to a refusal. This is the only place that handles these codes. */
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

/** What is wrong with a certificate, where the code alone says too little. Node has no code for most of OpenSSL's rules of strength. */
const CODES_IN_WORDS: Readonly<Record<string, string>> = {
  [CA_CERTIFICATE]: 'it is the certificate of a CA',
  INVALID_PURPOSE: 'it states what it is for, and clients are not in it',
  UNSPECIFIED: 'OpenSSL refuses it; most often its key or a signature is too weak',
};

/** Returns one sentence for the operator. It can contain codes, but never bytes from the client. */
export function refusalSentence(reason: Refusal, failed?: FailedHandshake): string {
  const sentence = REFUSAL_SENTENCES[reason];
  if (sentence.endsWith('.')) return sentence;
  const code = codeOf(failed) ?? 'unknown';
  const words = CODES_IN_WORDS[code];
  return words === undefined ? `${sentence} (${code}).` : `${sentence}: ${words} (${code}).`;
}

function codeOf(failed: FailedHandshake | undefined): string | undefined {
  return failed?.authorizationError ?? failed?.code;
}

/** Counts a failed handshake and returns its event. */
export function refusedHandshake(
  remote: RemoteAddress | null,
  failed: FailedHandshake,
  counts: ReasonCounts,
  at: number,
  certificate: RefusedCertificate | null = null,
): RefusedEvent {
  return refused(remote, refusalOf(failed), counts, at, failed, certificate);
}

/** Counts a connection whose PROXY header is not valid and returns its event. @param why the end of a sentence */
export function refusedHeader(
  remote: RemoteAddress | null,
  why: string,
  counts: ReasonCounts,
  at: number,
): RefusedEvent {
  const reason = 'bad_proxy_header';
  const message = `${REFUSAL_SENTENCES[reason]}: ${why}.`;
  return { type: 'refused', at, remote, reason, message, count: counts.next(reason), certificate: null };
}

/** Counts a refused connection and returns its event. */
export function refused(
  remote: RemoteAddress | null,
  reason: Refusal,
  counts: ReasonCounts,
  at: number,
  failed?: FailedHandshake,
  certificate: RefusedCertificate | null = null,
): RefusedEvent {
  const message = refusalSentence(reason, failed);
  const code = REFUSAL_SENTENCES[reason].endsWith('.') ? undefined : codeOf(failed);
  const coded = code === undefined ? {} : { code };
  return { type: 'refused', at, remote, reason, message, ...coded, count: counts.next(reason), certificate };
}
