import type { Outcome } from '../protocol/failures.js';
import type { Command } from '../protocol/commands.js';
import type { Refusal } from '../protocol/reasons.js';
import type { DifficultyChangedEvent } from '../server/events.js';
import type { DifficultyCause } from '../work/difficulty/difficulty.js';
import type { FailureCode, SessionEntry } from './entries.js';
import type { StatusCounts } from './snapshot.js';
import { WorkDurations } from './work-durations.js';

/** How many steps are told apart. An embedder's plan may ask for anything. */
const MAX_STEPS = 64;

/** What is counted on its own, without the sessions that are open and the participants. */
export type CountedHere = Omit<StatusCounts, 'open' | 'participants'>;

/** Counts since the start of the process. */
export class CountsSinceStart {
  connections = 0;
  sessions = 0;
  readonly work = new WorkDurations();
  #confirmed = 0;
  readonly #ended: Record<Outcome, number> = { done: 0, failed: 0, timeout: 0, disconnected: 0, stopped: 0 };
  readonly #failures = new Map<FailureCode, number>();
  readonly #failedSteps = new Map<string, number>();
  /** At most one a number from 0 to 64. */
  readonly #workSent = new Map<number, number>();
  readonly #difficultyChanges: Readonly<Record<DifficultyCause, { up: number; down: number }>> = {
    load: { up: 0, down: 0 },
    configured: { up: 0, down: 0 },
    group: { up: 0, down: 0 },
  };
  readonly #refusals = new Map<Refusal, number>();

  ended({
    outcome,
    confirmed,
    error,
    step,
  }: Pick<SessionEntry, 'outcome' | 'confirmed' | 'error' | 'step'>): void {
    if (outcome === null) return;
    this.#ended[outcome] += 1;
    if (confirmed === true) this.#confirmed += 1;
    if (outcome === 'done' || error === null) return;
    increment(this.#failures, error.code);
    const isRoom = this.#failedSteps.has(step) || this.#failedSteps.size < MAX_STEPS;
    increment(this.#failedSteps, isRoom ? step : 'other');
  }

  sent(command: Command): void {
    if (command.kind === 'work') increment(this.#workSent, command.nBits);
  }

  difficultyChanged({ from, to, cause }: DifficultyChangedEvent): void {
    this.#difficultyChanges[cause][to > from ? 'up' : 'down'] += 1;
  }

  refused(reason: Refusal): void {
    increment(this.#refusals, reason);
  }

  get counts(): CountedHere {
    return {
      connections: this.connections,
      sessions: this.sessions,
      ended: { ...this.#ended },
      confirmed: this.#confirmed,
      failures: Object.fromEntries(this.#failures),
      failedSteps: Object.fromEntries(this.#failedSteps),
      refusals: Object.fromEntries(this.#refusals),
      work: this.work.histogram,
      workSent: Object.fromEntries(this.#workSent),
      difficultyChanges: structuredClone(this.#difficultyChanges),
    };
  }
}

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
