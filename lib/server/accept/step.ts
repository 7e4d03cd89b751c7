import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Observable } from 'rxjs';
import type { Peer, RemoteAddress } from '../../session/events.js';
import type { ServerEvent } from '../events.js';
import type { RefusalCounts } from './refusals.js';

/**
 * One step of the accept path. It takes the connections of the step before, and emits those that got through it; whoever does not is
 * a `refused` event, and his socket is destroyed. Events of earlier steps pass.
 */
export type Step<In, Out> = (connections: Observable<In | ServerEvent>) => Observable<Out | ServerEvent>;

/** A TCP connection that was accepted. */
export interface Arrived {
  readonly socket: Socket;
}

/** Who it is from is known: null where the peer had reset it before it was accepted. */
export interface Located extends Arrived {
  readonly remote: RemoteAddress | null;
}

/** It is through the TLS handshake. */
export interface Secured {
  readonly socket: TLSSocket;
  readonly remote: RemoteAddress | null;
}

/** The client has proven who it is, where that is demanded. */
export interface Verified {
  readonly socket: TLSSocket;
  readonly peer: Peer;
}

/** What all steps share. */
export interface AcceptContext {
  /** A client certificate is demanded. */
  readonly isSecure: boolean;
  /** When it emits, what is not yet through its handshake is destroyed without a word. */
  readonly abandon: Observable<unknown>;
  readonly counts: RefusalCounts;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Connections have no type, events have. */
export function isEvent(item: object): item is ServerEvent {
  return 'type' in item;
}
