import type { ErrorCode } from '../../protocol/errors.js';
import type { Outcome } from '../../protocol/failures.js';
import type { ClientCertificate } from '../../session/events.js';
import { identityOf, type IdentityKind } from '../../session/identity.js';
import type { SessionRecord } from '../record.js';

/** What has become of a participant, by the last record of each of his sessions. All texts but the times are a stranger's: escape them. */
export interface ParticipantSummary {
  /** What tells him from others: the fingerprint or the name (`cn:` before it) of his certificate; without one, `address:` and his address. */
  readonly identity: string;
  /** The common name in his last certificate; null for a certificate without one, and for a client without a certificate. */
  readonly name: string | null;
  /** The fingerprints of his certificates, the last one at the end: with `cn` there can be several. Empty without a certificate. */
  readonly fingerprints: readonly string[];
  /** The e-mail addresses in his certificates. */
  readonly emails: readonly string[];
  /** `done` if one of his sessions is; otherwise the outcome of the last one. */
  readonly state: Outcome;
  /** The number of his sessions, those without a record included. */
  readonly tries: number;
  /** The number of his sessions that are done. */
  readonly done: number;
  /** When his first session began, in ISO 8601, UTC. */
  readonly firstAt: string;
  /** When his last session ended. */
  readonly lastAt: string;
  /** When the first of his sessions that are done ended; null if none is. */
  readonly firstDoneAt: string | null;
  readonly lastDoneAt: string | null;
  /** Whether the client confirmed the last `done`; null if that is not known, or none is done. */
  readonly confirmed: boolean | null;
  /** The step and the error of the last session. */
  readonly lastStep: string;
  readonly lastError: ErrorCode | null;
  /** The names that sessions that are done have answered differently. */
  readonly changed: readonly string[];
}

/**
 * Returns whose session it is: the identity of its certificate (see `identityOf`); without one, its address. Texts of the kinds never
 * meet.
 */
export function participantOf({ client, remote }: SessionRecord, kind: IdentityKind): string {
  return client === null ? `address:${remote?.address ?? 'unknown'}` : identityOf(client, kind);
}

/** Returns the common name of a certificate; null if it has none. Several are joined. */
export function nameOf(client: Pick<ClientCertificate, 'subject'> | null): string | null {
  const name = client?.subject['CN'];
  if (name === undefined) return null;
  return typeof name === 'string' ? name : name.join(', ');
}

/** Returns the e-mail addresses of a certificate: alternative names, and the field of the subject that older certificates have. */
export function emailsOf({ subject, subjectAltNames = [] }: ClientCertificate): string[] {
  const named = subjectAltNames
    .filter((name) => name.startsWith(EMAIL))
    .map((name) => name.slice(EMAIL.length));
  return named.concat(subject['emailAddress'] ?? []);
}

const EMAIL = 'email:';
