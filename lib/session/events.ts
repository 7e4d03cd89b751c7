import type { Command } from '../protocol/commands.js';
import type { Outcome } from '../protocol/failures.js';
import type { TlslpError } from '../protocol/errors.js';

/** What is known of the other end before it says a word. Every text in it is the stranger's own: escape it before showing it. */
export interface Peer {
  readonly remote: RemoteAddress | null;
  readonly client: ClientCertificate | null;
  readonly tls: TlsParameters | null;
}

/** Where the connection comes from: an IP address as text, and a TCP port. */
export interface RemoteAddress {
  readonly address: string;
  readonly port: number;
}

/** The fields of a distinguished name; one that stands several times is an array. */
export type DistinguishedName = Readonly<Record<string, string | readonly string[]>>;

/** The certificate that a client showed: its names, its serial number in hex, and its SHA-256 fingerprint as `AB:CD:...`. */
export interface ClientCertificate {
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly serialNumber: string;
  readonly fingerprint256: string;
}

/** What was negotiated: a protocol such as `TLSv1.3`, and a cipher by its OpenSSL name. */
export interface TlsParameters {
  readonly protocol: string;
  readonly cipher: string;
}

/** What every event of a session carries. */
export interface SessionEventBase {
  /** The session's id, the same in all its events and records. */
  readonly id: string;
  /** The time of day, in milliseconds since the epoch. The clock may be set meanwhile: take durations from `elapsed`. */
  readonly at: number;
  /** Seconds since the session began, by a clock that only goes forward. */
  readonly elapsed: number;
  /** Who it is. */
  readonly peer: Peer;
}

/** The session began. Always the first event. */
export interface ConnectedEvent extends SessionEventBase {
  readonly type: 'connected';
}

/** A command was handed to the transport. WORK's line holds the token. */
export interface SentEvent extends SessionEventBase {
  readonly type: 'sent';
  readonly command: Command;
  /** The line, without its LF. */
  readonly line: string;
}

/** A line came in answer to a command; nothing is known of it yet. It may hold an answer: never log it. */
export interface ReceivedEvent extends SessionEventBase {
  readonly type: 'received';
  readonly command: Command;
  /** The line, without its LF. */
  readonly line: string;
}

/** The proof of work was accepted. */
export interface WorkAcceptedEvent extends SessionEventBase {
  readonly type: 'work_accepted';
  readonly nBits: number;
  readonly suffix: string;
  readonly zeroBits: number;
  /** From the writing of WORK to the answer. */
  readonly seconds: number;
}

/** A body request was answered, with the right checksum. `value` is secret. */
export interface AnsweredEvent extends SessionEventBase {
  readonly type: 'answered';
  readonly name: string;
  readonly value: string;
}

/** All answers are safely kept; DONE follows. */
export interface CommittedEvent extends SessionEventBase {
  readonly type: 'committed';
}

/** DONE was sent, and that is what counts: the client has done its part, whatever it does then. */
export interface DoneEvent extends SessionEventBase {
  readonly type: 'done';
  /** The client confirmed DONE with OK. */
  readonly confirmed: boolean;
  /** What came instead of OK, or after it; null when confirmed. */
  readonly error: TlslpError | null;
  /** The FAIL line that told the client so; null when confirmed, and where there was nobody to tell. */
  readonly line: string | null;
}

/** The session failed before DONE was sent. */
export interface FailedEvent extends SessionEventBase {
  readonly type: 'failed';
  /** The step it failed in: HELLO, WORK, a body name, or DONE. */
  readonly step: string;
  readonly outcome: Exclude<Outcome, 'done'>;
  readonly error: TlslpError;
  /** The FAIL line that was sent, or null where there was nobody to tell. */
  readonly line: string | null;
}

/** The connection is closed; nothing follows. Only `handleOneSession` and the server emit it: a session alone has nothing to close. */
export interface ClosedEvent extends SessionEventBase {
  readonly type: 'closed';
  /** The peer closed its side too, in order; false where the connection was torn down. */
  readonly graceful: boolean;
}

/** Everything that a session tells as it happens. */
export type SessionEvent =
  | ConnectedEvent
  | SentEvent
  | ReceivedEvent
  | WorkAcceptedEvent
  | AnsweredEvent
  | CommittedEvent
  | DoneEvent
  | FailedEvent
  | ClosedEvent;
