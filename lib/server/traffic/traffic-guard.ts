import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { SchedulerLike, TimestampProvider } from 'rxjs';
import type { Peer } from '../../session/events.js';
import { Flooders, METERED_MS } from './flooders.js';
import { MeteredSocket } from './metered-socket.js';
import { TrafficWatch } from './traffic-watch.js';
import { WatchedSession, type Shared } from './watched-session.js';

/**
 * Guards a server against floods below its lines: changes of keys, tiny records, alerts. One timer watches the sessions. From the first
 * flood on, new connections are metered for some minutes, because a flood can do much in one turn of the event loop; and the certificate
 * that flooded is refused for a minute.
 */
export class TrafficGuard {
  readonly #clock: TimestampProvider;
  readonly #watch: TrafficWatch;
  readonly #flooders = new Flooders();
  readonly #shared: Shared;
  #meteredUntil = -Infinity;

  readonly #tell: (fingerprint: string | null) => void;

  /**
   * @param clock a monotonic one: the time of day can be set. Default: the scheduler's
   * @param onFlood called with the fingerprint of a certificate that floods; null without one
   */
  constructor(
    scheduler: SchedulerLike,
    clock: TimestampProvider = scheduler,
    onFlood: (fingerprint: string | null) => void = () => undefined,
  ) {
    this.#tell = onFlood;
    this.#clock = clock;
    this.#watch = new TrafficWatch(scheduler, clock);
    this.#shared = {
      clock,
      onFlood: (peer) => {
        this.#onFlood(peer);
      },
    };
  }

  /** Returns what TLS reads and writes in place of a TCP socket: most often the socket itself. */
  wireOf(socket: Socket): Socket | MeteredSocket {
    return this.#clock.now() < this.#meteredUntil ? new MeteredSocket(socket) : socket;
  }

  /** Returns whether the peer's certificate is refused, because it has flooded the server. */
  refuses({ client }: Peer): boolean {
    return client !== null && this.#flooders.has(client.fingerprint256, this.#clock.now());
  }

  /** Watches a session. Call `release` at its end. */
  watch(socket: TLSSocket, wire: Socket | MeteredSocket, peer: Peer): WatchedSession {
    const session = new WatchedSession(socket, wire, peer, this.#shared);
    if (wire instanceof MeteredSocket && wire.reportsSlices) {
      wire.onSlice = () => {
        session.look();
      };
    }
    this.#watch.add(session);
    return session;
  }

  /** Watches a session no more. */
  release(session: WatchedSession): void {
    this.#watch.delete(session);
  }

  /** Stops the timer. */
  close(): void {
    this.#watch.close();
  }

  /**
   * Notes a flood, also of another process of this server.
   * @param fingerprint of the certificate that flooded; null without one
   */
  flooded(fingerprint: string | null): void {
    const now = this.#clock.now();
    this.#meteredUntil = now + METERED_MS;
    if (fingerprint !== null) this.#flooders.add(fingerprint, now);
  }

  #onFlood({ client }: Peer): void {
    const fingerprint = client?.fingerprint256 ?? null;
    this.flooded(fingerprint);
    this.#tell(fingerprint);
  }
}
