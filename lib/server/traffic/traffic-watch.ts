import { interval, type SchedulerLike, type Subscription, type TimestampProvider } from 'rxjs';

/** The time between two looks at the open sessions, in milliseconds. */
export const TICK_MS = 50;

/** A tick that comes this much too late shows that something keeps the process busy. Then all sessions are looked at. */
const LATE_MS = 10;

/** A tick looks at so many sessions, and at more where all would not have their turn within {@link TICKS_A_ROUND}. */
const SESSIONS_A_TICK = 500;
const TICKS_A_ROUND = 20;

/** The timer stops after so many ticks without a session: not at once, because sessions come and go. */
const IDLE_TICKS = 20;

/** What the watch looks at. */
export interface Looked {
  look(): void;
}

/** Looks at all open sessions by one timer, which runs while there are any. */
export class TrafficWatch {
  readonly #sessions = new Set<Looked>();
  readonly #scheduler: SchedulerLike;
  readonly #clock: TimestampProvider;
  #round: Iterator<Looked> | null = null;
  #timer: Subscription | null = null;
  #tickedAt = 0;
  #idleTicks = 0;

  /** @param clock a monotonic one. Default: the scheduler's */
  constructor(scheduler: SchedulerLike, clock: TimestampProvider = scheduler) {
    this.#scheduler = scheduler;
    this.#clock = clock;
  }

  add(session: Looked): void {
    this.#sessions.add(session);
    this.#idleTicks = 0;
    if (this.#timer !== null) return;
    this.#tickedAt = this.#clock.now();
    this.#timer = interval(TICK_MS, this.#scheduler).subscribe(() => {
      this.#tick();
    });
  }

  delete(session: Looked): void {
    this.#sessions.delete(session);
  }

  /** Stops the timer. */
  close(): void {
    this.#timer?.unsubscribe();
    this.#timer = null;
  }

  #tick(): void {
    const now = this.#clock.now();
    const isLate = now - this.#tickedAt > TICK_MS + LATE_MS;
    this.#tickedAt = now;
    const { size } = this.#sessions;
    if (!isLate && size > SESSIONS_A_TICK) {
      this.#lookAtSome(Math.max(SESSIONS_A_TICK, size / TICKS_A_ROUND));
      return;
    }
    // An iterator keeps the set as it was, with the sessions that have ended since.
    this.#round = null;
    for (const session of this.#sessions) session.look();
    this.#idleTicks = size === 0 ? this.#idleTicks + 1 : 0;
    if (this.#idleTicks > IDLE_TICKS) this.close();
  }

  #lookAtSome(count: number): void {
    this.#round ??= this.#sessions.values();
    for (let n = 0; n < count; n++) {
      const next = this.#round.next();
      if (next.done === true) {
        this.#round = null;
        return;
      }
      next.value.look();
    }
  }
}
