/** The maximum number of names that are counted at once. */
const MAX_NAMES = 100;

/**
 * Counts names, and knows the most frequent ones in bounded memory: a name with more than one in a hundred of all counts is always there.
 * Its count can be too low by at most that much. (The algorithm is of Misra and Gries.)
 */
export class Busiest {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    const count = this.#counts.get(name);
    if (count !== undefined || this.#counts.size < MAX_NAMES) {
      this.#counts.set(name, (count ?? 0) + 1);
      return;
    }
    for (const [other, others] of this.#counts) {
      if (others === 1) this.#counts.delete(other);
      else this.#counts.set(other, others - 1);
    }
  }

  /** Returns the most frequent names with their counts, such as `192.0.2.7 (2990), 192.0.2.8 (4)`. */
  text(names = 3): string {
    return [...this.#counts]
      .sort(([, a], [, b]) => b - a)
      .slice(0, names)
      .map(([name, count]) => `${name} (${count})`)
      .join(', ');
  }
}
