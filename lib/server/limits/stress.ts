import type { StressCause } from '../events.js';

/** The share of `maxSessions` at which stress begins, and the one below which it is over. */
const BEGINS_AT = 0.8;
const OVER_BELOW = 0.7;

/** Tells whether the server is under stress. Between the two shares of sessions it stays as it is, so that it does not change to and fro. */
export class Stress {
  #cause: StressCause | null = null;

  /** Why the server is under stress; null if it is not. */
  get cause(): StressCause | null {
    return this.#cause;
  }

  /** Returns whether stress began or ended with this. */
  update(openSessions: number, maxSessions: number, isLagging: boolean): boolean {
    const before = this.#cause;
    if (before === null) {
      this.#cause = isLagging ? 'lag' : openSessions >= maxSessions * BEGINS_AT ? 'sessions' : null;
    } else if (!isLagging && openSessions < maxSessions * OVER_BELOW) {
      this.#cause = null;
    }
    return (before === null) !== (this.#cause === null);
  }
}
