import { Subject } from 'rxjs';
import { MovingAverage } from './average.js';
import { CHANGE_INTERVAL_MS, decide, targetAt } from './decide.js';
import type { Difficulty, DifficultyCause, DifficultyChange } from './difficulty.js';
import { withinSettings, type DifficultySettings } from './settings.js';

/** The difficulty of one process, which decides by itself. It begins at the floor. */
export class LocalDifficulty implements Difficulty {
  readonly changes = new Subject<DifficultyChange>();
  readonly #load = new MovingAverage();
  #settings: DifficultySettings;
  #nBits: number;
  #changedAt = -Infinity;

  constructor(settings: DifficultySettings) {
    this.#settings = settings;
    this.#nBits = settings.floor;
  }

  get nBits(): number {
    return this.#nBits;
  }

  get settings(): DifficultySettings {
    return this.#settings;
  }

  report(load: number, now: number): void {
    this.#load.add(load, now);
    if (!this.mayChange(now)) return;
    this.change(decide(this.#nBits, this.#load.value, this.#settings), this.#load.value, 'load', now);
  }

  configure(settings: DifficultySettings): void {
    this.#settings = settings;
    // Not by `change`: the operator's change need not wait, and nothing has to wait for it.
    this.#tell(withinSettings(this.#nBits, settings), this.#load.value, 'configured');
  }

  /** Returns whether the last change is long enough ago. */
  mayChange(now: number): boolean {
    return now - this.#changedAt >= CHANGE_INTERVAL_MS;
  }

  /** Uses another number of zero bits from now on. Nothing happens if it is the same. */
  change(to: number, load: number, cause: DifficultyCause, now: number): void {
    if (to === this.#nBits) return;
    this.#changedAt = now;
    this.#tell(to, load, cause);
  }

  #tell(to: number, load: number, cause: DifficultyCause): void {
    const from = this.#nBits;
    if (from === to) return;
    this.#nBits = to;
    const sessions = to > from ? Math.ceil(load) : Math.floor(load);
    this.changes.next({ from, to, sessions, target: targetAt(from, this.#settings), cause });
  }
}
