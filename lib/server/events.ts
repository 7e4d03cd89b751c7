import type { RemoteAddress, SessionEvent } from '../session/events.js';

/** The server is bound and ready. */
export interface ListeningEvent {
  readonly type: 'listening';
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The host as configured. */
  readonly host: string;
  /** The port that was really bound. */
  readonly port: number;
  /** Every address that is listened to. */
  readonly addresses: readonly string[];
}

/** A TCP connection was accepted. Its TLS handshake is still to come. */
export interface AcceptedEvent {
  readonly type: 'accepted';
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Null where the peer had reset the connection before it was accepted: the kernel knows no address any more then. */
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
  'other',
] as const;

/** Why a connection never became a session; one of {@link REFUSALS}. */
export type Refusal = (typeof REFUSALS)[number];

/** A connection that did not get through the TLS handshake. */
export interface RefusedEvent {
  readonly type: 'refused';
  readonly at: number;
  /** Null where the peer had reset the connection before it was accepted: the kernel knows no address any more then. */
  readonly remote: RemoteAddress | null;
  readonly reason: Refusal;
  /** One sentence for the operator, fit to be shown as it is. */
  readonly message: string;
  /** How many were refused for this reason since the start, this one included. */
  readonly count: number;
}

/** The server accepts no more, and waits for the sessions that are in a short step. */
export interface StoppingEvent {
  readonly type: 'stopping';
  readonly at: number;
  /** Sessions that are under way. */
  readonly sessions: number;
}

/** Connections from now on are shown the new certificate, and clients are verified against the new CAs. Sessions go on as they were. */
export interface CredentialsChangedEvent {
  readonly type: 'credentials_changed';
  readonly at: number;
}

/** New credentials cannot be used; the old ones stay. */
export interface CredentialsRejectedEvent {
  readonly type: 'credentials_rejected';
  readonly at: number;
  /** What is wrong, and what to do about it. */
  readonly message: string;
}

/** A listener that stopped working for a moment, as when file descriptors run out. */
export interface ServerErrorEvent {
  readonly type: 'server_error';
  readonly at: number;
  readonly message: string;
}

/** Everything that a server tells as it happens: its own events, and those of all its sessions. */
export type ServerEvent =
  | SessionEvent
  | ListeningEvent
  | AcceptedEvent
  | RefusedEvent
  | StoppingEvent
  | CredentialsChangedEvent
  | CredentialsRejectedEvent
  | ServerErrorEvent;
