import type { Socket } from 'node:net';
import type { SchedulerLike, Subscription } from 'rxjs';
import type { Refusal } from '../../protocol/reasons.js';
import type { Peer, RemoteAddress } from '../../session/events.js';
import type { SheddingEvent, StressBeganEvent, StressEndedEvent, WouldRefuseEvent } from '../events.js';
import type { Rejection } from './rejection.js';
import type { SessionPlace } from './session-places.js';

/** What the limits report. */
export type LimitsEvent = WouldRefuseEvent | SheddingEvent | StressBeganEvent | StressEndedEvent;

/** An answer that is there at once, or comes later. */
export type NowOrLater<T> = T | PromiseLike<T>;

/** What a connection in its handshake holds. */
export interface HandshakeTicket {
  /** Whether the connection was destroyed to make room for another. */
  readonly evicted: boolean;
  /** Gives it back: the handshake is over, or the connection is closed. Later calls have no effect. */
  leave(): void;
}

/**
 * The limits of a server, as its accept path sees them. Those of one process answer at once (`Limits`); those that several processes share
 * are asked for elsewhere, and answer later.
 */
export interface AdmissionLimits {
  /** Whether short steps that begin now have half their time. */
  readonly isStressed: boolean;
  /** The number of open sessions of this process. */
  readonly openSessions: number;
  /** Samples the load of this process, and reports, until unsubscribed. */
  start(scheduler: SchedulerLike, emit: (event: LimitsEvent) => void): Subscription;
  /**
   * Decides before the PROXY header of a connection is read. Returns why it must not, or null. Its client is not known yet, so this looks
   * only at how busy this process is.
   * @param remote the address of the proxy
   * @param waiting how many connections wait for their header
   */
  admitHeader(socket: Socket, remote: RemoteAddress | null, waiting: number): Refusal | null;
  /**
   * Decides before TLS: what a connection that may begin its handshake holds until its end, or why it must not begin it.
   * @param headerBytes how many of its bytes are not the client's; default 0
   */
  admitHandshake(
    socket: Socket,
    remote: RemoteAddress | null,
    headerBytes?: number,
  ): NowOrLater<HandshakeTicket | Refusal>;
  /** Decides after TLS: what a client that may begin a session holds until its end, or why it must not begin it. */
  admitSession(peer: Peer): NowOrLater<SessionPlace | Rejection>;
  /** Gives back what a session held, at its end. */
  leaveSession(place: SessionPlace): void;
}
