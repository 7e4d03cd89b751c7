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

  /** The average load. */
  get load(): number {
    return this.#load.value;
  }

  get settings(): DifficultySettings {
    return this.#settings;
  }

  report(load: number, now: number): void {
    this.#load.add(load, now);
    this.step(this.#load.value, now);
  }

  /** Takes the load of the group in place of the own, without a further average, and decides. */
  step(load: number, now: number): void {
    if (now - this.#changedAt < CHANGE_INTERVAL_MS) return;
    const next = decide(this.#nBits, load, this.#settings);
    if (next === this.#nBits) return;
    this.#changedAt = now;
    this.#change(next, load, 'load');
  }

  configure(settings: DifficultySettings): void {
    this.#settings = settings;
    this.#change(withinSettings(this.#nBits, settings), this.#load.value, 'configured');
  }

  #change(to: number, load: number, cause: DifficultyCause): void {
    const from = this.#nBits;
    if (from === to) return;
    this.#nBits = to;
    const target = targetAt(from, this.#settings);
    this.changes.next({ from, to, sessions: to > from ? Math.ceil(load) : Math.floor(load), target, cause });
  }
}
