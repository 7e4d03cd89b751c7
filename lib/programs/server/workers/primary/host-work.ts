import type { SchedulerLike, Subscription } from 'rxjs';
import type { ServerConfig } from '../../../../config/server-config.js';
import { SessionDifficulty } from '../../../../server/difficulty/session-difficulty.js';
import type { ServerEvent } from '../../../../server/events.js';
import type { SessionsOptions } from '../../../../server/sessions-options.js';
import type { WorkStore } from '../../../../session/work-store.js';
import type { DifficultyChange } from '../../../../work/difficulty/difficulty.js';
import { MemoryWorkStore } from '../../../../work/sticky/memory-work-store.js';
import { ObservedWork } from './observed-work.js';

/** The work of all workers: what clients that lost their connection had, and how many zero bits new sessions are asked for. */
export class HostWork {
  readonly store: WorkStore;
  /** The store, if it is in the memory of this process: what it knows is all that there is. */
  readonly memory: MemoryWorkStore | null;
  readonly #difficulty: SessionDifficulty;
  readonly #observed: ObservedWork;

  /** @param now the time of day of events, in milliseconds since the epoch */
  constructor(
    config: ServerConfig,
    { workStore, difficulty, scheduler }: Pick<SessionsOptions, 'workStore' | 'difficulty' | 'scheduler'>,
    now: () => number,
  ) {
    const clock = scheduler ?? performance;
    const memory = new MemoryWorkStore({ clock });
    this.memory = workStore === undefined ? memory : null;
    this.store = workStore ?? memory;
    this.#difficulty = new SessionDifficulty(config, { now, clock, difficulty });
    this.#observed = new ObservedWork(this.#difficulty);
  }

  /** The number of zero bits that a range has now. */
  get nBits(): number {
    return this.#difficulty.nBits;
  }

  /** Takes an event of a worker. */
  observe(event: ServerEvent): void {
    this.#observed.observe(event);
  }

  setConfig(config: ServerConfig): void {
    this.#difficulty.setConfig(config);
  }

  /** Follows the load until unsubscribed. @param tell tells the workers of a change, before it is emitted */
  start(
    scheduler: SchedulerLike,
    tell: (change: DifficultyChange) => void,
    emit: (event: ServerEvent) => void,
  ): Subscription {
    return this.#difficulty.start(scheduler, (event) => {
      const { type: _, at: __, ...change } = event;
      tell(change);
      emit(event);
    });
  }
}
