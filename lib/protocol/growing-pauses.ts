/** Bounds of {@link GrowingPauses}, in milliseconds. */
export interface PauseBounds {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Pauses between attempts, such as to reach a database. Each is twice as long as the one before, up to the longest, and a random part of up
 * to a half shorter: those who lost the same thing must not come back in step.
 */
export class GrowingPauses {
  readonly #bounds: PauseBounds;
  readonly #random: () => number;
  #next: number;

  /** @param random returns a number from 0 to below 1 */
  constructor(bounds: PauseBounds, random: () => number = Math.random) {
    this.#bounds = bounds;
    this.#random = random;
    this.#next = bounds.firstMs;
  }

  /** Returns the next pause, in milliseconds. */
  next(): number {
    const pause = this.#next * (1 - this.#random() / 2);
    this.#next = Math.min(this.#next * 2, this.#bounds.longestMs);
    return pause;
  }

  /** Begins again with the first pause. */
  reset(): void {
    this.#next = this.#bounds.firstMs;
  }
}
