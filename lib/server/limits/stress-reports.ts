import type { TimestampProvider } from 'rxjs';
import type { StressBeganEvent, StressCause, StressEndedEvent } from '../events.js';
import { Stress } from './stress.js';

/** Tells of the beginning and the end of stress. */
export class StressReports {
  readonly #stress = new Stress();
  readonly #now: () => number;
  readonly #clock: TimestampProvider;
  #since = 0;

  /**
   * @param now returns the time of day, in milliseconds since the epoch
   * @param clock a monotonic one
   */
  constructor(now: () => number, clock: TimestampProvider) {
    this.#now = now;
    this.#clock = clock;
  }

  /** Why the server is under stress; null if it is not. */
  get cause(): StressCause | null {
    return this.#stress.cause;
  }

  /** Returns the event of what has changed; null if nothing has. */
  update(
    sessions: number,
    maxSessions: number,
    isLagging: boolean,
  ): StressBeganEvent | StressEndedEvent | null {
    if (!this.#stress.update(sessions, maxSessions, isLagging)) return null;
    const at = this.#now();
    const { cause } = this.#stress;
    if (cause !== null) {
      this.#since = this.#clock.now();
      return { type: 'stress_began', at, cause, sessions };
    }
    const seconds = Math.round(this.#clock.now() - this.#since) / 1000;
    return { type: 'stress_ended', at, seconds, sessions };
  }
}
