import type { TimestampProvider } from 'rxjs';
import { PENALTY_MS } from '../../../../server/traffic/flooders.js';

/** The workers have no more than so many either. */
const MAX_FLOODERS = 1000;

/** The certificates that have flooded a worker of late, for a worker that starts later. */
export class RecentFlooders {
  readonly #clock: TimestampProvider;
  readonly #until = new Map<string, number>();

  /** @param clock a monotonic one, in milliseconds */
  constructor(clock: TimestampProvider) {
    this.#clock = clock;
  }

  add(fingerprint: string | null): void {
    if (fingerprint === null) return;
    this.#until.delete(fingerprint);
    this.#until.set(fingerprint, this.#clock.now() + PENALTY_MS);
    const [oldest] = this.#until.keys();
    if (this.#until.size > MAX_FLOODERS && oldest !== undefined) this.#until.delete(oldest);
  }

  /** Returns their fingerprints. */
  list(): string[] {
    const now = this.#clock.now();
    for (const [fingerprint, until] of this.#until) if (until <= now) this.#until.delete(fingerprint);
    return [...this.#until.keys()];
  }
}
