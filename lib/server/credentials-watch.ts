import { interval, type SchedulerLike, type Subscription } from 'rxjs';
import type { CredentialsWarning } from '../tls/credentials-warning.js';
import type { CredentialsWarningEvent } from './events.js';

const HOUR_MS = 3_600_000;
/** A little less than a day: the checks come on the hour, and their clock may be a moment early. */
const REPEAT_MS = 24 * HOUR_MS - HOUR_MS / 2;

/**
 * Warns of what is wrong with the credentials in use: of everything when they are read, of what is new within an hour, and of what stays
 * once a day.
 */
export class CredentialsWatch {
  readonly #warnings: () => readonly CredentialsWarning[];
  readonly #emit: (event: CredentialsWarningEvent) => void;
  readonly #scheduler: SchedulerLike;
  /** When each warning was given last. */
  #given = new Map<string, number>();

  /** @param warnings returns the warnings about the credentials in use now */
  constructor(
    warnings: () => readonly CredentialsWarning[],
    emit: (event: CredentialsWarningEvent) => void,
    scheduler: SchedulerLike,
  ) {
    this.#warnings = warnings;
    this.#emit = emit;
    this.#scheduler = scheduler;
  }

  /** Gives every warning. Call it when the credentials were read. */
  tell(): void {
    this.#given.clear();
    this.#check(true);
  }

  /** Checks once an hour until unsubscribed. */
  start(): Subscription {
    return interval(HOUR_MS, this.#scheduler).subscribe(() => {
      this.#check(false);
    });
  }

  #check(areNew: boolean): void {
    const at = this.#scheduler.now();
    const given = this.#given;
    this.#given = new Map();
    for (const { code, subject, message, isUrgent, isDaily } of this.#warnings()) {
      if (!areNew && !isDaily) continue;
      // One that becomes urgent is another one.
      const key = `${code} ${String(isUrgent)} ${subject}`;
      const last = given.get(key);
      const isDue = last === undefined || at - last >= REPEAT_MS;
      this.#given.set(key, isDue ? at : last);
      if (isDue) this.#emit({ type: 'credentials_warning', at, code, message, isUrgent });
    }
  }
}
