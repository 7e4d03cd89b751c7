import type { Refusal, Shed } from '../protocol/reasons.js';
import type { DifficultyChange } from '../work/difficulty/difficulty.js';
import type { ListeningPlace } from './accept/opened.js';
import type { CredentialsWarningCode } from '../tls/credentials-warning.js';
import type { DistinguishedName, RemoteAddress, SessionEvent } from '../session/events.js';

export { REFUSALS, type Refusal } from '../protocol/reasons.js';

/** The server is bound and ready. It has the fields of the first place. */
export interface ListeningEvent extends ListeningPlace {
  readonly type: 'listening';
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Every place, the first one included. */
  readonly places: readonly ListeningPlace[];
}

/** A TCP connection was accepted. Its TLS handshake comes next. */
export interface AcceptedEvent {
  readonly type: 'accepted';
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Null if the peer reset the connection before it was accepted: then the kernel has no address. Null on a unix socket too. */
  readonly remote: RemoteAddress | null;
}

/** A connection was refused before it became a session. */
export interface RefusedEvent {
  readonly type: 'refused';
  readonly at: number;
  /** Null if the peer reset the connection before it was accepted: then the kernel has no address. */
  readonly remote: RemoteAddress | null;
  readonly reason: Refusal;
  /** One sentence for the operator, already escaped. */
  readonly message: string;
  /** Node's or OpenSSL's code of a failed handshake. Absent where the reason says as much. */
  readonly code?: string;
  /** How many connections had this reason since the start, this one included, and the sessions that ended for it. */
  readonly count: number;
  /** The client's certificate, if it sent one. It proves nothing where it is not trusted. */
  readonly certificate: RefusedCertificate | null;
}

/** The certificate of a refused client. Its texts are a stranger's: escape them before you show them. */
export interface RefusedCertificate {
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** In ISO 8601, UTC. */
  readonly validFrom: string;
  /** In ISO 8601, UTC. */
  readonly validTo: string;
}

/** With `--limits-dry-run`: a limit would have refused this connection, and let it pass. */
export interface WouldRefuseEvent {
  readonly type: 'would_refuse';
  readonly at: number;
  readonly remote: RemoteAddress | null;
  readonly reason: Refusal;
  /** One sentence for the operator. */
  readonly message: string;
  /** The number of these for this reason since the start, this one included. */
  readonly count: number;
}

/** New connections are closed because the server is overloaded. Each is a `refused` event too; this one comes at most once a minute a reason. */
export interface SheddingEvent {
  readonly type: 'shedding';
  readonly at: number;
  readonly reason: Shed;
  /** One sentence for the operator. */
  readonly message: string;
  /** The number of connections that were closed for this reason since the last such event. */
  readonly count: number;
}

/** Why the server is under stress: its sessions are nearly all taken, or its event loop lags. */
export type StressCause = 'sessions' | 'lag';

/** The server is under stress: short steps that begin now have half their time, and idle handshakes go first. */
export interface StressBeganEvent {
  readonly type: 'stress_began';
  readonly at: number;
  readonly cause: StressCause;
  /** The number of open sessions. */
  readonly sessions: number;
}

/** The stress is over. */
export interface StressEndedEvent {
  readonly type: 'stress_ended';
  readonly at: number;
  /** How long it lasted, by a monotonic clock. */
  readonly seconds: number;
  /** The number of open sessions. */
  readonly sessions: number;
}

/** New sessions are asked for another number of zero bits. docs/n-bits.md tells by what it follows the load. */
export interface DifficultyChangedEvent extends DifficultyChange {
  readonly type: 'difficulty_changed';
  readonly at: number;
}

/** The server stops: it accepts no more connections, and lets its sessions go on. */
export interface StoppingEvent {
  readonly type: 'stopping';
  readonly at: number;
  /** The number of open sessions. */
  readonly sessions: number;
  /** The time that they have to end, in seconds. */
  readonly drainTimeout: number;
}

/** The drain timeout has passed: the sessions that are still open end now, with FAIL. */
export interface DrainTimedOutEvent {
  readonly type: 'drain_timed_out';
  readonly at: number;
  /** The number of these sessions. */
  readonly sessions: number;
}

/** New connections use the new certificate and the new CAs. Open sessions continue unchanged. */
export interface CredentialsChangedEvent {
  readonly type: 'credentials_changed';
  readonly at: number;
}

/** New credentials are unusable. The old credentials stay in use. */
export interface CredentialsRejectedEvent {
  readonly type: 'credentials_rejected';
  readonly at: number;
  /** The problem and the remedy, for the operator. */
  readonly message: string;
}

/** The server has read its files again. New connections and sessions use them; open sessions go on. */
export interface ReloadedEvent {
  readonly type: 'reloaded';
  readonly at: number;
  /** The properties of the configuration that changed. */
  readonly changed: readonly string[];
}

/** A reload failed. Nothing was changed. */
export interface ReloadRejectedEvent {
  readonly type: 'reload_rejected';
  readonly at: number;
  /** The problem and the remedy, for the operator. */
  readonly message: string;
}

/**
 * Something about the credentials in use that an operator has to put right. Emitted at the start and after a change, and most of them
 * again every day.
 */
export interface CredentialsWarningEvent {
  readonly type: 'credentials_warning';
  readonly at: number;
  /** What it is about; one of {@link CREDENTIALS_WARNINGS}. */
  readonly code: CredentialsWarningCode;
  /** What is wrong and what to do, already escaped. */
  readonly message: string;
  /** Whether clients are already refused, or revocations missing. */
  readonly isUrgent: boolean;
}

/** A connection was not accepted, for example because file descriptors ran out, or a session could not start. The server continues. */
export interface ServerErrorEvent {
  readonly type: 'server_error';
  readonly at: number;
  /** One sentence for the operator, already escaped. */
  readonly message: string;
}

/** A tutorial ends: no client began its next session in time. */
export interface TutorialTimedOutEvent {
  readonly type: 'tutorial_timed_out';
  readonly at: number;
  /** The session that it waited for: 1 for the first. */
  readonly session: number;
  /** The number of sessions to pass. */
  readonly sessions: number;
  /** How long it waited, in seconds. */
  readonly seconds: number;
}

/** The events of a server and of all its sessions. */
export type ServerEvent =
  | SessionEvent
  | ListeningEvent
  | AcceptedEvent
  | RefusedEvent
  | WouldRefuseEvent
  | SheddingEvent
  | StressBeganEvent
  | StressEndedEvent
  | DifficultyChangedEvent
  | StoppingEvent
  | DrainTimedOutEvent
  | CredentialsChangedEvent
  | CredentialsRejectedEvent
  | CredentialsWarningEvent
  | ReloadedEvent
  | ReloadRejectedEvent
  | TutorialTimedOutEvent
  | ServerErrorEvent;
