/** The time in which the average goes 63 % of the way to a new value, in milliseconds. */
export const AVERAGE_MS = 60_000;

/** An exponential moving average of a value that is given at any times. */
export class MovingAverage {
  #value = 0;
  #at: number | null = null;

  get value(): number {
    return this.#value;
  }

  /**
   * Takes the value that has held since the last call.
   * @param now milliseconds of a clock that does not go back
   */
  add(value: number, now: number): void {
    const elapsed = Math.max(0, now - (this.#at ?? now));
    this.#at = now;
    this.#value += (value - this.#value) * -Math.expm1(-elapsed / AVERAGE_MS);
  }
}
