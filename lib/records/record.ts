import type { ErrorCode } from '../protocol/errors.js';
import type { Outcome } from '../protocol/failures.js';
import type { ClientCertificate, RemoteAddress, TlsParameters } from '../session/events.js';

/** One line of the records file: how a session went, and everything it was told. docs/records.md says what a reader may rely on. */
export interface SessionRecord {
  readonly id: string;
  /** When the connection became a session, ISO 8601 in UTC, with milliseconds. */
  readonly startedAt: string;
  /** The time of the last thing that happened in it. */
  readonly endedAt: string;
  readonly outcome: Outcome;
  /** The step it ended in: HELLO, WORK, a body name, or DONE. */
  readonly step: string;
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

// JSON leaves these as they are, but some programs end a line at them (Python's splitlines does), and a terminal obeys a few.
const LINE_BREAKERS = /[\u007f-\u009f\u2028\u2029]/g;

/** The record as its one line, LF included. The only LF in it is the last byte. */
export function recordLine(record: SessionRecord): string {
  const json = JSON.stringify(record).replace(
    LINE_BREAKERS,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${json}\n`;
}
