/** How numbers spread. */
export interface Spread {
  readonly count: number;
  readonly median: number;
  /** Nine of ten are at most this. */
  readonly percentile90: number;
  readonly max: number;
}

/** A list of numbers of 8 bytes each. */
export class NumberList {
  #values = new Float64Array(64);
  #count = 0;

  push(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(this.#count * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = value;
  }

  /** Returns null for an empty list. */
  spread(): Spread | null {
    if (this.#count === 0) return null;
    const sorted = this.#values.slice(0, this.#count).sort();
    const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * this.#count) - 1)] ?? 0;
    return { count: this.#count, median: at(0.5), percentile90: at(0.9), max: at(1) };
  }
}
