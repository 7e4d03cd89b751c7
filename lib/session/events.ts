import type { Command } from '../protocol/commands.js';
import type { Outcome } from '../protocol/failures.js';
import type { TlslpError } from '../protocol/errors.js';

/** The client's address, certificate and TLS parameters. The texts in it are a stranger's: escape them before you show them. */
export interface Peer {
  readonly remote: RemoteAddress | null;
  readonly client: ClientCertificate | null;
  readonly tls: TlsParameters | null;
  /** The proxy that the connection came through. Absent if there was none. */
  readonly proxy?: ProxyDetails;
}

/** A proxy, and what it said of the connection in its PROXY header. */
export interface ProxyDetails {
  /** The address of the proxy; null on a unix socket. */
  readonly remote: RemoteAddress | null;
  /** The protocol of the layer above, by ALPN. Absent if it was not sent. */
  readonly alpn?: string;
  /** The host name that the client named, such as the SNI of its TLS. Absent if it was not sent. */
  readonly authority?: string;
  /** The proxy's id of the connection: its text, or `0x` and its bytes in hex where it is none. Absent if it was not sent. */
  readonly uniqueId?: string;
}

/** The remote end of a connection: an IP address as text, and a TCP port. */
export interface RemoteAddress {
  readonly address: string;
  readonly port: number;
}

/** The fields of a distinguished name. A field that occurs several times is an array. */
export type DistinguishedName = Readonly<Record<string, string | readonly string[]>>;

/** A client's certificate: its names, its serial number in hex, and its SHA-256 fingerprint as `AB:CD:...`. */
export interface ClientCertificate {
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly serialNumber: string;
  readonly fingerprint256: string;
  /** The alternative names with their kinds, such as `email:max@example.org`. Absent if there are none, or more than 4096 characters. */
  readonly subjectAltNames?: readonly string[];
}

/** The result of the TLS handshake: a protocol such as `TLSv1.3`, and a cipher by its OpenSSL name. */
export interface TlsParameters {
  readonly protocol: string;
  readonly cipher: string;
}

/** The fields that every event of a session has. */
export interface SessionEventBase {
  /** The session's id, the same in all its events and records. */
  readonly id: string;
  /** The time of day, in milliseconds since the epoch. This clock may be adjusted: use `elapsed` for durations. */
  readonly at: number;
  /** Seconds since the session began, by a monotonic clock. */
  readonly elapsed: number;
  /** The client. */
  readonly peer: Peer;
}

/** The session began. Always the first event. */
export interface ConnectedEvent extends SessionEventBase {
  readonly type: 'connected';
}

/** The transport took a command. The line of WORK holds the token. */
export interface SentEvent extends SessionEventBase {
  readonly type: 'sent';
  readonly command: Command;
  /** The line, without its LF. */
  readonly line: string;
  /** True for the WORK of an earlier connection, with its token and n_bits. Absent for anything else. */
  readonly resumed?: true;
}

/** A line came in answer to a command. It is not checked yet, and may hold an answer: never log it. */
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
  /** Seconds from the sending of WORK to the answer. */
  readonly seconds: number;
  /** True if the client had this work from an earlier connection: `seconds` does not count the time before. Absent if not. */
  readonly resumed?: true;
}

/** A body request was answered, and the answer was accepted. `value` is secret. */
export interface AnsweredEvent extends SessionEventBase {
  readonly type: 'answered';
  readonly name: string;
  readonly value: string;
}

/** All answers are safely stored. DONE follows. */
export interface CommittedEvent extends SessionEventBase {
  readonly type: 'committed';
}

/**
 * How long each part of a session took, in seconds by a monotonic clock: from the sending of its command, or its first, to the end of the
 * part. Null for a part that did not begin. `done` includes the commit of the answers.
 */
export interface StepDurations {
  readonly hello: number | null;
  readonly work: number | null;
  /** All body requests together. */
  readonly requests: number | null;
  readonly done: number | null;
}

/** DONE was sent, and the session has ended. It counts as done even if the client did not confirm it. */
export interface DoneEvent extends SessionEventBase {
  readonly type: 'done';
  /** Whether the client confirmed DONE with OK. */
  readonly confirmed: boolean;
  /** The error in place of the OK, or after it; null when confirmed. */
  readonly error: TlslpError | null;
  /** The FAIL line that was sent; null when confirmed, or when the client had left. */
  readonly line: string | null;
  readonly durations: StepDurations;
}

/** The session failed before DONE was sent. */
export interface FailedEvent extends SessionEventBase {
  readonly type: 'failed';
  /** The step that failed: HELLO, WORK, a body name, or DONE. */
  readonly step: string;
  readonly outcome: Exclude<Outcome, 'done'>;
  readonly error: TlslpError;
  /** The FAIL line that was sent; null when the client had left. */
  readonly line: string | null;
  readonly durations: StepDurations;
}

/** The connection is closed. The last event of `handleOneSession` and of a server's session; `session` alone does not emit it. */
export interface ClosedEvent extends SessionEventBase {
  readonly type: 'closed';
  /** True when the client closed its side in order; false when the connection was destroyed. */
  readonly graceful: boolean;
}

/** An event of a session, by its `type`. */
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
