/** A session, as far as this has to know it. */
export interface Endable {
  readonly hasEnded: boolean;
}

/** Knows the newest session of a participant that has not ended, in constant time on average: one address can have thousands at once. */
export class NewestSession<T extends Endable = Endable> {
  /** In the order in which they began. Some have ended. */
  #sessions: T[] = [];
  #open = 0;

  begin(session: T): void {
    this.#sessions.push(session);
    this.#open += 1;
  }

  /** Call it once for each session, when it has ended. */
  ended(): void {
    this.#open -= 1;
    while (this.#sessions.at(-1)?.hasEnded === true) this.#sessions.pop();
    if (this.#sessions.length > 2 * this.#open + 8) {
      this.#sessions = this.#sessions.filter(({ hasEnded }) => !hasEnded);
    }
  }

  get newest(): T | undefined {
    return this.#sessions.at(-1);
  }
}
