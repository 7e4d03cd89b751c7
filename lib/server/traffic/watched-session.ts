import type { Duplex } from 'node:stream';
import type { TimestampProvider } from 'rxjs';
import type { LingerMeter } from '../../lines/close.js';
import { failLines } from '../../lines/fail-lines.js';
import { tooMuchTraffic } from '../../protocol/failures.js';
import type { Peer } from '../../session/events.js';
import { Traffic, type ByteCounts } from './traffic.js';

/** What all sessions of a server share. */
export interface Shared {
  /** Monotonic. */
  readonly clock: TimestampProvider;
  /** Called before a session is ended for its traffic. */
  readonly onFlood: (peer: Peer) => void;
}

/** TLS reads so much at once, and passes it on record by record. */
const READ_AHEAD_BYTES = 64 * 1024;

/**
 * A session whose traffic is watched. When it has too much, its lines fail with `too_much_traffic`: then it writes its FAIL, and its
 * connection is destroyed at once. What its peer still sends is not read, so whether the peer can read the FAIL is up to chance.
 */
export class WatchedSession implements LingerMeter {
  readonly #socket: Duplex;
  readonly #traffic: Traffic;
  readonly #peer: Peer;
  readonly #shared: Shared;
  #lookedAt: number;
  #isEnded = false;

  constructor(socket: Duplex & ByteCounts, wire: ByteCounts, peer: Peer, shared: Shared) {
    this.#socket = socket;
    this.#traffic = new Traffic(wire, socket);
    this.#peer = peer;
    this.#shared = shared;
    this.#lookedAt = shared.clock.now();
  }

  /** Checks the traffic since the last look. */
  look(): void {
    this.#check(0);
  }

  /** The session is over: what its peer still sends is thrown away. */
  discard(): void {
    this.#traffic.discard();
  }

  discarded(): void {
    this.#check(READ_AHEAD_BYTES);
  }

  #check(ahead: number): void {
    if (this.#isEnded) return;
    const now = this.#shared.clock.now();
    // An embedder's scheduler can go by the time of day, which can be set back.
    const elapsedMs = Math.max(0, now - this.#lookedAt);
    this.#lookedAt = now;
    if (!this.#traffic.isOver(elapsedMs, ahead)) return;
    this.#isEnded = true;
    this.#shared.onFlood(this.#peer);
    failLines(this.#socket, tooMuchTraffic());
    this.#socket.destroy();
  }
}
