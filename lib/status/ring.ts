/** The last items of a sequence. A new one takes the place of the oldest when the ring is full. */
export class Ring<T> {
  readonly #max: number;
  readonly #items: T[] = [];
  /** Where the next item goes, once the ring is full. */
  #next = 0;

  /** @param max the maximum number of items; at least 1 */
  constructor(max: number) {
    this.#max = max;
  }

  /** Adds an item. Returns the one that it replaced; undefined if there was room. */
  push(item: T): T | undefined {
    if (this.#items.length < this.#max) {
      this.#items.push(item);
      return undefined;
    }
    const replaced = this.#items[this.#next];
    this.#items[this.#next] = item;
    this.#next = (this.#next + 1) % this.#max;
    return replaced;
  }

  /** Yields the items, the newest first. */
  *newestFirst(): Generator<T> {
    const { length } = this.#items;
    for (let back = 1; back <= length; back++) {
      const item = this.#items[(this.#next + length - back) % length];
      if (item !== undefined) yield item;
    }
  }

  /** Returns the items, the oldest first. */
  toArray(): T[] {
    return [...this.#items.slice(this.#next), ...this.#items.slice(0, this.#next)];
  }
}
