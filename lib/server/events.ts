import type { RemoteAddress, SessionEvent } from '../session/events.js';
import type { ListeningPlace } from './accept/opened.js';

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

/** Why a connection never became a session. A closed list; docs/operations.md explains each. */
export const REFUSALS = [
  'handshake_timeout',
  'closed_early',
  'reset',
  'plain_http',
  'not_tls',
  'unsupported_version',
  'no_shared_cipher',
  'no_certificate',
  'untrusted_certificate',
  'peer_alert',
  'busy',
  'no_space',
  'other',
] as const;

/** Why a connection never became a session; one of {@link REFUSALS}. */
export type Refusal = (typeof REFUSALS)[number];

/** A connection was refused before it became a session. */
export interface RefusedEvent {
  readonly type: 'refused';
  readonly at: number;
  /** Null if the peer reset the connection before it was accepted: then the kernel has no address. */
  readonly remote: RemoteAddress | null;
  readonly reason: Refusal;
  /** One sentence for the operator, already escaped. */
  readonly message: string;
  /** The number of refusals for this reason since the start, this one included. */
  readonly count: number;
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

/** A connection was not accepted, for example because file descriptors ran out, or a session could not start. The server continues. */
export interface ServerErrorEvent {
  readonly type: 'server_error';
  readonly at: number;
  /** One sentence for the operator, already escaped. */
  readonly message: string;
}

/** The events of a server and of all its sessions. */
export type ServerEvent =
  | SessionEvent
  | ListeningEvent
  | AcceptedEvent
  | RefusedEvent
  | StoppingEvent
  | DrainTimedOutEvent
  | CredentialsChangedEvent
  | CredentialsRejectedEvent
  | ReloadedEvent
  | ReloadRejectedEvent
  | ServerErrorEvent;
