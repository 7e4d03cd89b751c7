import { BoundedTable } from '../../protocol/bounded-table.js';
import type { RemoteAddress } from '../../session/events.js';

/** So many connections are looked at after the start: what is set up wrongly shows at once. */
export const LOOKED_AT_FIRST = 32;

/** How long the connections of an address are looked at after one that was not TLS, in milliseconds. */
export const LOOKED_AT_MS = 10 * 60_000;

/** The maximum number of such addresses. */
const MAX_ADDRESSES = 1000;

/**
 * Decides which connections are looked at: what they begin with is seen in JavaScript before OpenSSL gets it, which tells a PROXY header
 * from other bytes that are not TLS. OpenSSL does not tell the bytes that it refuses, and to look at each connection would cost a tenth of
 * its CPU time.
 */
export class FirstBytes {
  #left = LOOKED_AT_FIRST;
  readonly #suspects = new BoundedTable<number>({
    maxEntries: MAX_ADDRESSES,
    isStale: (until, now) => until <= now,
  });

  /** Returns whether to look at a new connection. */
  areLookedAt(remote: RemoteAddress | null, now: number): boolean {
    if (this.#left > 0) {
      this.#left -= 1;
      return true;
    }
    if (remote === null || this.#suspects.size === 0) return false;
    return now < (this.#suspects.get(remote.address) ?? -Infinity);
  }

  /** Tells that a connection of this address was not TLS. */
  suspect(remote: RemoteAddress | null, now: number): void {
    if (remote !== null) this.#suspects.set(remote.address, now + LOOKED_AT_MS, now);
  }
}
