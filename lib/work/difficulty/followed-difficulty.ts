import { Subject } from 'rxjs';
import type { Difficulty, DifficultyChange } from './difficulty.js';

/** The difficulty in a process whose number of zero bits another process decides, as that of a worker's primary. */
export class FollowedDifficulty implements Difficulty {
  readonly changes = new Subject<DifficultyChange>();
  readonly #send: (load: number) => void;
  #nBits: number;
  #sent = 0;

  /**
   * @param nBits the number of zero bits until the first change is told
   * @param send tells the other process the load of this one. Called when it has changed, at most once a report
   */
  constructor(nBits: number, send: (load: number) => void) {
    this.#nBits = nBits;
    this.#send = send;
  }

  get nBits(): number {
    return this.#nBits;
  }

  report(load: number): void {
    if (load === this.#sent) return;
    this.#sent = load;
    this.#send(load);
  }

  /** The other process has the settings. */
  configure(): void {
    // Nothing is decided here.
  }

  /** Takes a change that the other process tells. */
  follow(change: DifficultyChange): void {
    this.#nBits = change.to;
    this.changes.next(change);
  }
}
