import type { Activity } from './entries.js';
import { Ring } from './ring.js';
import { MAX_ACTIVITIES } from './snapshot.js';

/** At most so many refusals become activities within a minute: whoever connects again and again must not hide everything else. */
const REFUSALS_A_MINUTE = 30;
const MINUTE_MS = 60_000;

/** What an activity is about; `number` is added. */
export type NewActivity = Omit<Activity, 'number'>;

/** The last events, in words. */
export class Activities {
  readonly #ring = new Ring<{ readonly revision: number; readonly activity: Activity }>(MAX_ACTIVITIES);
  #number = 0;
  #minute = 0;
  #refusals = 0;

  add(activity: NewActivity, revision: number): void {
    if (activity.type === 'refused' && !this.#admitsRefusal(activity.at)) return;
    this.#number += 1;
    this.#ring.push({ revision, activity: { number: this.#number, ...activity } });
  }

  /** Returns those that are newer than a revision, the oldest first. */
  since(revision: number): Activity[] {
    const all = this.#ring.toArray().filter((kept) => kept.revision > revision);
    return all.map(({ activity }) => activity);
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
