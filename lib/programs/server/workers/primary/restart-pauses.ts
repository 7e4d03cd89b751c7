/** The first pause before a worker is started again, in milliseconds. Each next one is twice as long. */
export const FIRST_PAUSE_MS = 1000;
export const LONGEST_PAUSE_MS = 30_000;

/** A worker that has run for so long, in milliseconds, has the first pause again. */
const STEADY_MS = 60_000;

/** The pauses before one worker is started again. */
export class RestartPauses {
  #last = 0;

  /** Returns the pause after a worker that has run for this time, in milliseconds. */
  after(ranMs: number): number {
    const isFirst = this.#last === 0 || ranMs >= STEADY_MS;
    this.#last = isFirst ? FIRST_PAUSE_MS : Math.min(this.#last * 2, LONGEST_PAUSE_MS);
    return this.#last;
  }
}
