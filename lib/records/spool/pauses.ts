/** The first pause, and the longest, in milliseconds. A database that is back is noticed within the longest one. */
export const FIRST_PAUSE_MS = 200;
export const LONGEST_PAUSE_MS = 5000;

/** Pauses between tries that grow, each a random part shorter: servers that lost one database must not come back in step. */
export class GrowingPauses {
  readonly #random: () => number;
  #next = FIRST_PAUSE_MS;

  /** @param random returns a number from 0 up to 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Returns the next pause, in milliseconds. */
  next(): number {
    const pause = this.#next * (1 - this.#random() / 2);
    this.#next = Math.min(this.#next * 2, LONGEST_PAUSE_MS);
    return pause;
  }

  /** Begins again with the first pause. */
  reset(): void {
    this.#next = FIRST_PAUSE_MS;
  }
}
