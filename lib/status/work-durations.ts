import type { WorkHistogram } from './snapshot.js';

/** The upper bounds of the buckets, in seconds: from what is solved at once to an hour, about two a doubling where clients differ. */
export const WORK_BOUNDS: readonly number[] = [
  0.1, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1200, 1800,
  3600,
];

/** Collects the durations of accepted work. */
export class WorkDurations {
  readonly #counts: number[] = [...WORK_BOUNDS, Infinity].map(() => 0);
  #count = 0;
  #sum = 0;
  #expectedHashes = 0;
  #resumed = 0;

  /** @param seconds from the sending of WORK to the answer */
  add(nBits: number, seconds: number): void {
    const found = WORK_BOUNDS.findIndex((bound) => seconds <= bound);
    const bucket = found === -1 ? WORK_BOUNDS.length : found;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#sum += seconds;
    this.#expectedHashes += 2 ** nBits;
  }

  /** Adds accepted work of an earlier connection. */
  addResumed(): void {
    this.#resumed += 1;
  }

  get histogram(): WorkHistogram {
    return {
      bounds: WORK_BOUNDS,
      counts: [...this.#counts],
      count: this.#count,
      // Sums of milliseconds would otherwise show the noise of binary fractions.
      sum: Math.round(this.#sum * 1000) / 1000,
      expectedHashes: this.#expectedHashes,
      resumed: this.#resumed,
    };
  }
}
