import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Observable, SchedulerLike } from 'rxjs';
import type { ServerConfig } from '../../config/server-config.js';
import type { Peer, ProxyDetails, RemoteAddress } from '../../session/events.js';
import type { ServerEvent } from '../events.js';
import type { AdmissionLimits, HandshakeTicket } from '../limits/admission-limits.js';
import type { ReasonCounts } from '../reason-counts.js';
import type { MeteredSocket } from '../traffic/metered-socket.js';
import type { TrafficGuard } from '../traffic/traffic-guard.js';

/**
 * One step of the accept path. It emits each connection that passes the step. For a connection that does not, it emits a `refused` event
 * and destroys the socket. Events of earlier steps pass through.
 */
export type Step<In, Out> = (connections: Observable<In | ServerEvent>) => Observable<Out | ServerEvent>;

/** An accepted TCP connection. */
export interface Arrived {
  readonly socket: Socket;
}

/** A connection that began with a PROXY header. */
export interface Proxied {
  readonly details: ProxyDetails;
  /** The length of the header, in bytes. The socket has counted them, and they are not the client's. */
  readonly headerBytes: number;
  /** The proxy's own connection, such as a health check: it leaves no trace unless it becomes a session. */
  readonly isOwn: boolean;
}

/** A connection with its remote address. */
export interface Located extends Arrived {
  /** The client's address. Null if the peer reset the connection before it was accepted, and where there is none. */
  readonly remote: RemoteAddress | null;
  /** What the connection began with, if it came through a proxy. */
  readonly proxied?: Proxied;
  /** Its place among the handshakes, which it leaves at the end of its own. Absent without limits. */
  readonly place?: HandshakeTicket;
}

/** A connection in its TLS handshake. */
export interface Handshaking extends Located {
  /** What TLS reads and writes: the socket, or what meters it. */
  readonly wire: Socket | MeteredSocket;
}

/** A connection after its TLS handshake. */
export interface Secured {
  readonly socket: TLSSocket;
  /** What lies below the TLS socket; undefined if it is not known. Then its traffic is not watched. */
  readonly wire?: Socket | MeteredSocket | undefined;
  readonly remote: RemoteAddress | null;
  readonly proxy?: ProxyDetails | undefined;
}

/** A client whose certificate was verified, if one is required. */
export interface Verified {
  readonly socket: TLSSocket;
  readonly peer: Peer;
  /** What lies below the TLS socket; undefined if it is not known. */
  readonly wire?: Socket | MeteredSocket | undefined;
}

/** The context that all steps share. */
export interface AcceptContext {
  /** Returns the configuration that holds now: a reload replaces it. Read it for each connection. */
  readonly config: () => ServerConfig;
  /** Whether a client certificate is required. */
  readonly isSecure: boolean;
  /** When it emits, connections in a handshake are destroyed without an event. */
  readonly abandon: Observable<unknown>;
  readonly counts: ReasonCounts;
  readonly limits: AdmissionLimits;
  /** Guards against floods below the lines. Nothing does when not given. */
  readonly traffic?: TrafficGuard | undefined;
  /** The scheduler of the deadline of a PROXY header. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
  /** Returns the time in milliseconds since the epoch. */
  readonly now: () => number;
}

// Only events have a type; connections have none.
export function isEvent(item: object): item is ServerEvent {
  return 'type' in item;
}
