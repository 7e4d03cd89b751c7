import { BoundedTable } from '../../protocol/bounded-table.js';

/** The maximum number of keys with a memory of their own: about 2 MB. */
export const MAX_RATED_KEYS = 16_384;

/** A sustained rate, and how much can come at once ahead of it. */
export interface Rate {
  /** Per second. */
  readonly perSecond: number;
  /** At least 1. */
  readonly burst: number;
}

/**
 * Limits how often something happens for each key, by the generic cell rate algorithm: a key is one number, the time at which its burst is
 * whole again. When that time is past, the key needs no memory.
 *
 * When the table is full of keys whose burst is not whole, a new key takes the place of the one that came least recently, which then has
 * its whole burst again. Whoever has so many addresses has as many bursts anyway.
 */
export class RateTable {
  readonly #wholeAt: BoundedTable<number>;

  constructor(maxEntries: number = MAX_RATED_KEYS) {
    this.#wholeAt = new BoundedTable({ maxEntries, isStale: (wholeAt, now) => wholeAt <= now });
  }

  get size(): number {
    return this.#wholeAt.size;
  }

  /** Returns whether one more fits the rate now. */
  fits(key: string, { perSecond, burst }: Rate, now: number): boolean {
    // Half an interval more than exact: sums of fractions must not refuse the last one of a burst.
    return this.#wholeAtOf(key, now) - now <= ((burst - 0.5) * 1000) / perSecond;
  }

  /** Returns whether one more fits the rate now, and counts it if it does. */
  take(key: string, rate: Rate, now: number): boolean {
    if (!this.fits(key, rate, now)) return false;
    this.#wholeAt.set(key, this.#wholeAtOf(key, now) + 1000 / rate.perSecond, now);
    return true;
  }

  #wholeAtOf(key: string, now: number): number {
    return Math.max(this.#wholeAt.get(key) ?? now, now);
  }
}
