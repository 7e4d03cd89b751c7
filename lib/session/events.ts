import type { Command } from '../protocol/commands.js';
import type { Outcome } from '../protocol/failures.js';
import type { TlslpError } from '../protocol/errors.js';

/** What is known of the other end before it says a word. Every text in it is the stranger's own: escape it before showing it. */
export interface Peer {
  readonly remote: RemoteAddress | null;
  readonly client: ClientCertificate | null;
  readonly tls: TlsParameters | null;
}

export interface RemoteAddress {
  readonly address: string;
  readonly port: number;
}

/** The fields of a distinguished name; one that stands several times is an array. */
export type DistinguishedName = Readonly<Record<string, string | readonly string[]>>;

export interface ClientCertificate {
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly serialNumber: string;
  readonly fingerprint256: string;
}

export interface TlsParameters {
  readonly protocol: string;
  readonly cipher: string;
}

/** What every event of a session carries. */
interface EventBase {
  /** The session's id, the same in all its events and records. */
  readonly id: string;
  /** The time of day when it happened, in milliseconds since the epoch. A clock that is set jumps: never count durations from it. */
  readonly at: number;
  /** Seconds since the session began, never negative, whatever happens to the clock. */
  readonly elapsed: number;
  /** The other end, the same in all events of the session. */
  readonly peer: Peer;
}

/** The session began. Always the first event. */
export interface ConnectedEvent extends EventBase {
  readonly type: 'connected';
}

/** A command was handed to the transport. WORK's line holds the token. */
export interface SentEvent extends EventBase {
  readonly type: 'sent';
  readonly command: Command;
  /** The line, without its LF. */
  readonly line: string;
}

/** A line came in answer to a command; nothing is known of it yet. It may hold an answer: never log it. */
export interface ReceivedEvent extends EventBase {
  readonly type: 'received';
  readonly command: Command;
  /** The line, without its LF. */
  readonly line: string;
}

/** The proof of work was accepted. */
export interface WorkAcceptedEvent extends EventBase {
  readonly type: 'work_accepted';
  readonly nBits: number;
  readonly suffix: string;
  readonly zeroBits: number;
  /** From the command's writing to the answer. */
  readonly seconds: number;
}

/** A body request was answered, with the right checksum. `value` is secret. */
export interface AnsweredEvent extends EventBase {
  readonly type: 'answered';
  readonly name: string;
  readonly value: string;
}

/** All answers are safe; DONE follows. */
export interface CommittedEvent extends EventBase {
  readonly type: 'committed';
}

/** DONE was sent: the client has done its part, whatever it did then. */
export interface DoneEvent extends EventBase {
  readonly type: 'done';
  /** OK came; false when the client left, erred or was silent before it. */
  readonly confirmed: boolean;
  /** Why there was no OK; null when there was. */
  readonly error: TlslpError | null;
  /** The FAIL line that was sent, or null where there was nothing to tell, or nobody. */
  readonly line: string | null;
}

/** The session failed before DONE was sent. */
export interface FailedEvent extends EventBase {
  readonly type: 'failed';
  /** The step it failed in: HELLO, WORK, a body name, or DONE. */
  readonly step: string;
  readonly outcome: Exclude<Outcome, 'done'>;
  readonly error: TlslpError;
  /** The FAIL line that was sent, or null where there was nobody to tell. */
  readonly line: string | null;
}

/** The connection is closed; nothing follows. Only `handleOneSession` and the server emit it: a session alone has nothing to close. */
export interface ClosedEvent extends EventBase {
  readonly type: 'closed';
  /** The peer closed its side too, in order; false where the connection was torn down. */
  readonly graceful: boolean;
}

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
