import { BoundedTable } from '../../protocol/bounded-table.js';

/** How long a certificate is refused after a flood, and how long all new connections are metered, in milliseconds. */
export const PENALTY_MS = 60_000;
export const METERED_MS = 10 * 60_000;

/** The maximum number of refused certificates. Each has cost its holder a session, so the CA would have to be hostile. */
const MAX_FLOODERS = 1000;

/** The certificates that have flooded the server of late, by fingerprint. */
export class Flooders {
  readonly #until = new BoundedTable<number>({
    maxEntries: MAX_FLOODERS,
    isStale: (until, now) => until <= now,
  });

  add(fingerprint: string, now: number): void {
    this.#until.set(fingerprint, now + PENALTY_MS, now);
  }

  has(fingerprint: string, now: number): boolean {
    return now < (this.#until.get(fingerprint) ?? -Infinity);
  }
}
