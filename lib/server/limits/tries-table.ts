import { BoundedTable } from '../../protocol/bounded-table.js';

const HOUR_MS = 3_600_000;

/** The maximum number of certificates that are remembered. */
export const MAX_TRYING_KEYS = 16_384;

/**
 * Counts what each key did within the last 60 minutes, exactly: it keeps the time of each try that still counts, and refused tries do not
 * count. When it is full, the key whose last try is the longest ago is forgotten.
 */
export class TriesTable {
  readonly #times: BoundedTable<number[]>;

  constructor(maxEntries: number = MAX_TRYING_KEYS) {
    this.#times = new BoundedTable({
      maxEntries,
      isStale: (times, now) => (times.at(-1) ?? -Infinity) <= now - HOUR_MS,
    });
  }

  get size(): number {
    return this.#times.size;
  }

  /** Counts one try and returns 0; if there were too many, counts nothing and returns the milliseconds until the next one can come. */
  take(key: string, perHour: number, now: number): number {
    const known = this.#times.get(key) ?? [];
    const first = known.findIndex((time) => time > now - HOUR_MS);
    const times = first > 0 ? known.slice(first) : first === 0 ? known : [];
    if (times.length >= perHour) {
      // A reload can lower the limit below what has come.
      const next = times[times.length - perHour] ?? now;
      return next + HOUR_MS - now;
    }
    times.push(now);
    this.#times.set(key, times, now);
    return 0;
  }
}
