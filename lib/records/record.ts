import type { ErrorCode } from '../protocol/errors.js';
import type { Outcome } from '../protocol/failures.js';
import type { ClientCertificate, ProxyDetails, RemoteAddress, TlsParameters } from '../session/events.js';

/** The outcome and the answers of a session. docs/records.md lists the guarantees for readers. */
export interface SessionRecord {
  readonly id: string;
  /** The start of the session, in ISO 8601, UTC, with milliseconds. */
  readonly startedAt: string;
  /** The time of the last event of the session, in the same format. */
  readonly endedAt: string;
  /** `done` means that DONE was sent or is about to be sent: every answer is valid. */
  readonly outcome: Outcome;
  /** Whether the client sent OK. Null if not known, as in the record that is committed before DONE. False for other outcomes. */
  readonly confirmed: boolean | null;
  /** The step in which the session ended: HELLO, WORK, a body name, or DONE. */
  readonly step: string;
  /** The error that ended the session; null if none is known. */
  readonly error: ErrorRecord | null;
  readonly remote: RemoteAddress | null;
  /** The proxy that the connection came through. Absent if there was none. */
  readonly proxy?: ProxyDetails;
  readonly client: ClientRecord | null;
  readonly tls: TlsParameters | null;
  readonly work: WorkRecord | null;
  /** The bits of WORK that was sent and not solved. Absent if it was solved, which is in `work`, or none was sent. */
  readonly unsolvedBits?: number;
  /** The last value for each name that was answered. */
  readonly answers: Readonly<Record<string, string>>;
  /** Earlier, different values for each name, oldest first. Absent if there are none. */
  readonly superseded?: Readonly<Record<string, readonly string[]>>;
  /**
   * The number of sessions of this certificate (without one: of this address) that answered nothing and have no record, since its last
   * record before this one. Absent if there are none.
   */
  readonly suppressed?: number;
}

/** The client's certificate. */
export interface ClientRecord extends ClientCertificate {
  /** The subject or the issuer was longer than 4 KB, and was cut. Absent if not. */
  readonly truncated?: true;
}

/** The error that ended a session. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The accepted proof of work. */
export interface WorkRecord {
  readonly nBits: number;
  readonly suffix: string;
  readonly zeroBits: number;
  /** Seconds from the command to the answer. */
  readonly seconds: number;
  /** The client had this work from an earlier connection: `seconds` does not count the time before. Absent if not. */
  readonly resumed?: true;
}
