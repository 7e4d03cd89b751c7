import { Subject } from 'rxjs';
import type { Difficulty, DifficultyChange } from './difficulty.js';

/** The difficulty in a process whose number of zero bits another process decides, as that of a worker's primary. */
export class FollowedDifficulty implements Difficulty {
  readonly changes = new Subject<DifficultyChange>();
  #nBits: number;

  /** @param nBits the number of zero bits until the first change is told */
  constructor(nBits: number) {
    this.#nBits = nBits;
  }

  get nBits(): number {
    return this.#nBits;
  }

  /** The other process counts the load, by the events of this one. */
  report(): void {
    // Nothing is decided here.
  }

  /** The other process has the settings. */
  configure(): void {
    // Nothing is decided here.
  }

  /** Uses this number of zero bits from now on, without a change to tell. */
  use(nBits: number): void {
    this.#nBits = nBits;
  }

  /** Takes a change that the other process tells. */
  follow(change: DifficultyChange): void {
    this.#nBits = change.to;
    this.changes.next(change);
  }
}
