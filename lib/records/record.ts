import type { ErrorCode } from '../protocol/errors.js';
import type { Outcome } from '../protocol/failures.js';
import type { ClientCertificate, RemoteAddress, TlsParameters } from '../session/events.js';

/** How a session went, and everything it was told. docs/records.md says what a reader may rely on. */
export interface SessionRecord {
  readonly id: string;
  /** When the connection became a session, ISO 8601 in UTC, with milliseconds. */
  readonly startedAt: string;
  /** The time of the last thing that happened in it. */
  readonly endedAt: string;
  /** `done` once DONE was sent, or is about to be: then the client has done its part. */
  readonly outcome: Outcome;
  /** Whether the client said OK: null while that is not known, as in the record that is kept before DONE is sent; false in every other outcome. */
  readonly confirmed: boolean | null;
  /** The step it ended in: HELLO, WORK, a body name, or DONE. */
  readonly step: string;
  /** What went wrong; null where nothing did, or nothing is known to have. */
  readonly error: ErrorRecord | null;
  readonly remote: RemoteAddress | null;
  readonly client: ClientCertificate | null;
  readonly tls: TlsParameters | null;
  readonly work: WorkRecord | null;
  /** For each name that was answered, its last value. */
  readonly answers: Readonly<Record<string, string>>;
  /** The values that a later one took the place of, oldest first; only there when there are any. */
  readonly superseded?: Readonly<Record<string, readonly string[]>>;
}

/** The error that a session failed with. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The proof of work that was accepted. */
export interface WorkRecord {
  readonly nBits: number;
  readonly suffix: string;
  readonly zeroBits: number;
  /** From the command to the answer. */
  readonly seconds: number;
}
