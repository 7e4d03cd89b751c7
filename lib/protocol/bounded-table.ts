/** What a bounded table forgets first. */
export interface BoundedTableOptions<V> {
  /** The maximum number of entries. */
  readonly maxEntries: number;
  /** Returns whether an entry means the same as no entry. Such entries are removed before any other. */
  readonly isStale: (value: V, now: number) => boolean;
  /** Called with each entry that was removed to make room. Default: nothing. */
  readonly onEvicted?: (value: V, key: string) => void;
}

/** The minimum time between two searches for stale entries, in milliseconds. A full table must not be searched for each new key. */
const SWEEP_INTERVAL_MS = 1000;

/**
 * A map whose size a stranger cannot drive beyond a limit. When it is full, a new key takes the place of the stale entries, or of the entry
 * that was set least recently. Time is given with each call, in milliseconds of a monotonic clock.
 */
export class BoundedTable<V> {
  readonly #entries = new Map<string, V>();
  readonly #options: BoundedTableOptions<V>;
  #sweptAt = -Infinity;

  constructor(options: BoundedTableOptions<V>) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Returns the value of a key. A stale one may still be there. */
  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  /** Sets the value of a key, which is then the last to be removed. */
  set(key: string, value: V, now: number): void {
    if (!this.#entries.delete(key) && this.#entries.size >= this.#options.maxEntries) this.#makeRoom(now);
    this.#entries.set(key, value);
  }

  /** Removes an entry, if there is one. */
  delete(key: string): void {
    this.#entries.delete(key);
  }

  /** Removes the stale entries. */
  sweep(now: number): void {
    this.#sweptAt = now;
    for (const [key, value] of this.#entries) {
      if (this.#options.isStale(value, now)) this.#evict(key, value);
    }
  }

  /** Removes all entries. */
  clear(): void {
    for (const [key, value] of this.#entries) this.#evict(key, value);
  }

  #makeRoom(now: number): void {
    if (now - this.#sweptAt >= SWEEP_INTERVAL_MS) this.sweep(now);
    if (this.#entries.size < this.#options.maxEntries) return;
    for (const [key, value] of this.#entries) {
      this.#evict(key, value);
      return;
    }
  }

  #evict(key: string, value: V): void {
    this.#entries.delete(key);
    this.#options.onEvicted?.(value, key);
  }
}
