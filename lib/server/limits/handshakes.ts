import type { ServerConfig } from '../../config/server-config.js';
import type { Refusal } from '../../protocol/reasons.js';
import type { HandshakeTicket } from './admission-limits.js';
import { RateTable, type Rate } from './rate-table.js';
import { Tally, type TallyEntry } from './tally.js';

/** A connection that can be destroyed to make room for another. */
export interface Evictable {
  readonly bytesRead: number;
  destroy(): unknown;
}

/** How many of the oldest handshakes are looked at for an idle one: the search must not cost more than a handshake. */
const MAX_SEARCHED = 256;

/** The place of one connection in its handshake. */
export class HandshakePlace implements HandshakeTicket {
  readonly socket: Evictable;
  readonly address: TallyEntry | null;
  /** When the handshake began, by the monotonic clock. */
  readonly since: number;
  /** Whether the connection was destroyed to make room for another. */
  evicted = false;
  readonly #headerBytes: number;
  readonly #places: Set<HandshakePlace>;
  readonly #addresses: Tally;

  constructor(
    socket: Evictable,
    address: TallyEntry | null,
    since: number,
    headerBytes: number,
    places: Set<HandshakePlace>,
    addresses: Tally,
  ) {
    this.socket = socket;
    this.address = address;
    this.since = since;
    this.#headerBytes = headerBytes;
    this.#places = places;
    this.#addresses = addresses;
  }

  /** Whether the client has sent nothing. */
  get isIdle(): boolean {
    return this.socket.bytesRead === this.#headerBytes;
  }

  /** Frees the place: the handshake is over, or the connection is closed. Later calls have no effect. */
  leave(): void {
    if (this.#places.delete(this) && this.address !== null) this.#addresses.leave(this.address);
  }
}

/** Counts the connections in their TLS handshake, and says which must not begin one. */
export class Handshakes {
  // In the order of their beginning: the oldest first.
  readonly #places = new Set<HandshakePlace>();
  readonly #addresses = new Tally();
  readonly #rates = new RateTable();

  /** The number of connections in their handshake. */
  get size(): number {
    return this.#places.size;
  }

  /** The number of addresses that they come from. */
  get addresses(): number {
    return this.#addresses.size;
  }

  /**
   * Returns why a connection must not begin its handshake, or null. A connection that may counts for the rate of its address.
   * @param address the key of its address; null if it is not known
   * @param stressed whether an idle handshake makes room for it
   */
  refusal(address: string | null, config: ServerConfig, stressed: boolean, now: number): Refusal | null {
    const { maxHandshakes, maxHandshakesPerAddress, handshakeRate } = config;
    const isTooFast = this.isTooFast(address, config, now);
    // Nobody makes room for a connection that is refused in any case.
    const canEvict = stressed && !isTooFast;
    if (address !== null && maxHandshakesPerAddress > 0) {
      const isFull = this.#addresses.countOf(address) >= maxHandshakesPerAddress;
      if (isFull && !(canEvict && this.evictIdle(address))) return 'too_many_handshakes_from_address';
    }
    const isFull = this.#places.size >= maxHandshakes;
    if (isFull && !(canEvict && this.evictIdle(null))) return 'too_many_handshakes';
    if (isTooFast) return 'handshake_rate';
    if (address !== null && handshakeRate > 0) this.#rates.take(address, rateOf(config), now);
    return null;
  }

  /** Returns whether the address has come too often of late. */
  isTooFast(address: string | null, config: ServerConfig, now: number): boolean {
    return address !== null && config.handshakeRate > 0 && !this.#rates.fits(address, rateOf(config), now);
  }

  /**
   * Counts a connection that begins its handshake. It must leave its place at the end.
   * @param headerBytes how many of its bytes are not the client's
   */
  enter(socket: Evictable, address: string | null, now: number, headerBytes = 0): HandshakePlace {
    const entry = address === null ? null : this.#addresses.enter(address);
    const place = new HandshakePlace(socket, entry, now, headerBytes, this.#places, this.#addresses);
    this.#places.add(place);
    return place;
  }

  /** Destroys the connections that have sent nothing since before this time. */
  evictIdleSince(time: number): void {
    for (const place of this.#places) {
      if (place.since > time) return;
      if (place.isIdle) evict(place);
    }
  }

  /** Destroys the oldest connection that has sent nothing, of this address or of any. Returns whether there was one. */
  evictIdle(address: string | null): boolean {
    let searched = 0;
    for (const place of this.#places) {
      if ((address === null || place.address?.key === address) && place.isIdle) {
        evict(place);
        return true;
      }
      searched += 1;
      if (searched === MAX_SEARCHED) return false;
    }
    return false;
  }
}

function rateOf({ handshakeRate, handshakeBurst }: ServerConfig): Rate {
  return { perSecond: handshakeRate, burst: handshakeBurst };
}

function evict(place: HandshakePlace): void {
  place.evicted = true;
  place.leave();
  place.socket.destroy();
}
