/** The time of the server, as far as its messages tell it. Stopped, it stands still: nobody knows what has happened since. */
export class ServerClock {
  /** What the server's clock is ahead of that of this machine, in milliseconds. */
  #ahead = 0;
  #stoppedAt: number | null = null;

  readonly #local: () => number;

  constructor(local: () => number = Date.now) {
    this.#local = local;
  }

  /** The server has sent its time. */
  set(serverTime: number): void {
    this.#ahead = serverTime - this.#local();
    this.#stoppedAt = null;
  }

  /** @param at the moment from which on nothing is known, by the clock of this machine */
  stop(at: number): void {
    this.#stoppedAt = at;
  }

  get isStopped(): boolean {
    return this.#stoppedAt !== null;
  }

  now(): number {
    return (this.#stoppedAt ?? this.#local()) + this.#ahead;
  }
}
