import type { NBitsRange } from '../../config/n-bits.js';
import type { WorkLoad } from '../../work/difficulty/work-load.js';
import type { ServerEvent } from '../events.js';

/** The place of one session in the load: taken when WORK is sent, and left when it is answered or the session ends. */
export class WorkPlace {
  readonly #load: WorkLoad;
  readonly #key: string | null;
  readonly #range: NBitsRange;
  #isTaken = false;

  /** @param range what an embedder's plan asks for outside of it does not follow the load, and does not count */
  constructor(load: WorkLoad, key: string | null, range: NBitsRange) {
    this.#load = load;
    this.#key = key;
    this.#range = range;
  }

  see(event: ServerEvent): void {
    switch (event.type) {
      case 'sent':
        if (event.command.kind === 'work') this.#take(event.command.nBits);
        return;
      case 'work_accepted':
      case 'failed':
      case 'done':
        this.leave();
        return;
      default:
        return;
    }
  }

  /** Does nothing where no place is taken. */
  leave(): void {
    if (!this.#isTaken) return;
    this.#isTaken = false;
    this.#load.leave(this.#key);
  }

  #take(nBits: number): void {
    if (this.#isTaken || nBits < this.#range.min || nBits > this.#range.max) return;
    this.#isTaken = true;
    this.#load.enter(this.#key);
  }
}
