/** What will happen when, in the order of time. */
export class Agenda {
  readonly #entries: { readonly at: number; readonly run: () => void }[] = [];

  /** Plans something for a time. What is planned for the same time runs in the order in which it was planned. */
  plan(at: number, run: () => void): void {
    let [low, high] = [0, this.#entries.length];
    // The latest is first, so that the next one is taken from the end.
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, { at, run });
  }

  /** Runs all that is planned up to a time, and what that plans meanwhile. */
  runUntil(end: number, setNow: (at: number) => void): void {
    for (let next = this.#entries.at(-1); next !== undefined && next.at <= end; next = this.#entries.at(-1)) {
      this.#entries.pop();
      setNow(next.at);
      next.run();
    }
  }
}
