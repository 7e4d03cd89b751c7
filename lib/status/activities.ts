import { inWords, type Happening } from './activity-of.js';
import type { Activity } from './entries.js';
import { Ring } from './ring.js';
import { MAX_ACTIVITIES } from './snapshot.js';

/** At most so many refusals become activities within a minute: whoever connects again and again must not hide everything else. */
const REFUSALS_A_MINUTE = 30;
const MINUTE_MS = 60_000;

interface Kept {
  readonly revision: number;
  readonly number: number;
  readonly happening: Happening;
}

/** The last events. They are put into words only when somebody reads them: most are replaced before. */
export class Activities {
  readonly #ring = new Ring<Kept>(MAX_ACTIVITIES);
  #number = 0;
  #minute = 0;
  #refusals = 0;

  add(happening: Happening, revision: number): void {
    if (happening.kind === 'refused' && !this.#admitsRefusal(happening.entry.at)) return;
    this.#number += 1;
    this.#ring.push({ revision, number: this.#number, happening });
  }

  /** Returns those that are newer than a revision, the oldest first. */
  since(revision: number): Activity[] {
    const newer = this.#ring.toArray().filter((kept) => kept.revision > revision);
    return newer.map(({ number, happening }) => ({ number, ...inWords(happening) }));
  }

  #admitsRefusal(at: number): boolean {
    const minute = Math.floor(at / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#refusals = 0;
    }
    this.#refusals += 1;
    return this.#refusals <= REFUSALS_A_MINUTE;
  }
}
