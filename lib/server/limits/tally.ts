/** How many of something a key has now. */
export interface TallyEntry {
  readonly key: string;
  count: number;
}

/**
 * Counts what is open now, by key. A key without anything open takes no memory, so the table is never larger than the number of open
 * connections. Entries are handed out: who enters keeps one, and needs no key to leave.
 */
export class Tally {
  readonly #entries = new Map<string, TallyEntry>();

  /** The number of keys. */
  get size(): number {
    return this.#entries.size;
  }

  countOf(key: string): number {
    return this.#entries.get(key)?.count ?? 0;
  }

  /** Counts one more. Give the entry back to `leave`, once. */
  enter(key: string): TallyEntry {
    let entry = this.#entries.get(key);
    if (entry === undefined) this.#entries.set(key, (entry = { key, count: 0 }));
    entry.count += 1;
    return entry;
  }

  leave(entry: TallyEntry): void {
    entry.count -= 1;
    if (entry.count === 0) this.#entries.delete(entry.key);
  }
}
