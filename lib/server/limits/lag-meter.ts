/** The weight of a new sample in the average. */
const WEIGHT = 0.1;
/** A sample counts as this share of the limit divided by its weight at most: two late samples in a row are over the limit, one is not. */
const MAX_SHARE = 0.75;
/** The average falls below this share of the limit before the lag is over. */
const OVER_SHARE = 0.5;

/** Tells from a timer's delays whether the event loop lags. It averages them, because one long pause is over when it is noticed. */
export class LagMeter {
  #average = 0;
  #lagging = false;

  get isLagging(): boolean {
    return this.#lagging;
  }

  /** @param lateMs how late a timer fired. @param limitMs the limit; 0 for none */
  add(lateMs: number, limitMs: number): void {
    if (limitMs === 0) {
      this.#average = 0;
      this.#lagging = false;
      return;
    }
    const sample = Math.min(Math.max(lateMs, 0), (limitMs * MAX_SHARE) / WEIGHT);
    this.#average += (sample - this.#average) * WEIGHT;
    this.#lagging = this.#average > (this.#lagging ? limitMs * OVER_SHARE : limitMs);
  }
}
