import type { Socket } from 'node:net';
import type { ServerPeer } from './server-peer.js';

/** A connection to a listener: it becomes a peer when its handshake is done. */
export interface Attempt {
  readonly tcp: Socket;
  /** Resolves to the peer after the handshake; to null when there was none. Never rejects. */
  readonly peer: Promise<ServerPeer | null>;
  /** The error of the handshake, once there is one. */
  readonly error: () => NodeJS.ErrnoException | null;
  /** Whether its last TLS record was an alert, as close_notify is. Only known of connections with a record style. */
  readonly endedByAlert?: () => boolean;
}
