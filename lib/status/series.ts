import type { Series } from './snapshot.js';

/** What a series counts. */
export type Counted = 'began' | 'done' | 'failed' | 'refused';

export interface CountingSeriesOptions {
  /** The width of a bucket at first, in milliseconds. */
  readonly width: number;
  /** The maximum number of buckets; even. */
  readonly maxBuckets: number;
  /** What happens when time leaves the last bucket: `slide` forgets the oldest ones, `widen` makes two of them one. */
  readonly whenFull: 'slide' | 'widen';
}

/** Counts what happened when, in buckets of equal width. Time may go back: what comes too early counts in the first bucket. */
export class CountingSeries {
  readonly #options: CountingSeriesOptions;
  #width: number;
  #from: number | null = null;
  #counts = emptyCounts();

  constructor(options: CountingSeriesOptions) {
    this.#options = options;
    this.#width = options.width;
  }

  /** @param at in milliseconds since the epoch */
  count(what: Counted, at: number): void {
    const index = this.#bucketOf(at);
    const counts = this.#counts;
    while (counts.began.length <= index) for (const list of Object.values(counts)) list.push(0);
    counts[what][index] = (counts[what][index] ?? 0) + 1;
  }

  /** Returns the counts. `from` is 0 if nothing was counted. */
  get series(): Series {
    const { began, done, failed, refused } = this.#counts;
    return {
      from: this.#from ?? 0,
      width: this.#width,
      began: [...began],
      done: [...done],
      failed: [...failed],
      refused: [...refused],
    };
  }

  #bucketOf(at: number): number {
    const { maxBuckets, whenFull } = this.#options;
    this.#from ??= Math.floor(at / this.#width) * this.#width;
    let index = Math.max(0, Math.floor((at - this.#from) / this.#width));
    if (whenFull === 'slide') {
      const surplus = index - maxBuckets + 1;
      if (surplus > 0) this.#slide(surplus);
      return Math.min(index, maxBuckets - 1);
    }
    while (index >= maxBuckets) {
      this.#widen();
      index = Math.floor((at - this.#from) / this.#width);
    }
    return index;
  }

  #slide(buckets: number): void {
    this.#from = (this.#from ?? 0) + buckets * this.#width;
    for (const list of Object.values(this.#counts)) list.splice(0, buckets);
  }

  #widen(): void {
    this.#width *= 2;
    const widened = emptyCounts();
    for (const [what, list] of Object.entries(this.#counts)) {
      const target = widened[what as Counted];
      for (let i = 0; i < list.length; i += 2) target.push((list[i] ?? 0) + (list[i + 1] ?? 0));
    }
    this.#counts = widened;
  }
}

function emptyCounts(): Record<Counted, number[]> {
  return { began: [], done: [], failed: [], refused: [] };
}
