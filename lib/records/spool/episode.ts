import type { TimestampProvider } from 'rxjs';
import { wordsOf } from '../records-errors.js';
import type { SpoolNotice, SpoolNotices } from './notices.js';

/** While the spool holds records, that is said again after this time, in milliseconds. */
export const REMIND_MS = 600_000;

/** A time in which records go to the spool: since when, why, and what was told of it. */
export class Episode {
  readonly #notices: SpoolNotices;
  readonly #onNotice: (notice: SpoolNotice) => void;
  readonly #clock: TimestampProvider;
  #since: { readonly epoch: number; readonly clock: number } | null = null;
  /** What the database has last rejected with; null if it has not. */
  #cause: unknown = null;
  #toldAt: number | null = null;
  #troubleAt: number | null = null;
  #shipped = 0;

  constructor(notices: SpoolNotices, onNotice: (notice: SpoolNotice) => void, clock: TimestampProvider) {
    this.#notices = notices;
    this.#onNotice = onNotice;
    this.#clock = clock;
  }

  /** When it began, in milliseconds since the epoch; null if there is none. */
  get since(): number | null {
    return this.#since?.epoch ?? null;
  }

  /** It begins, unless it already has. */
  begin(): void {
    this.#since ??= { epoch: Date.now(), clock: this.#clock.now() };
  }

  /** The database could not take records. */
  failed(cause: unknown): void {
    this.#cause = cause;
  }

  /** Records from the spool are in the database. */
  shipped(count: number): void {
    this.#shipped += count;
  }

  /** Tells that records go to the spool because the database cannot take them: once, and then now and again. */
  tell(waiting: number): void {
    if (this.#since === null || this.#cause === null) return;
    const now = this.#clock.now();
    const why = wordsOf(this.#cause);
    if (this.#toldAt === null) this.#onNotice(this.#notices.began(why));
    else if (now - this.#toldAt < REMIND_MS) return;
    else this.#onNotice(this.#notices.lasts(waiting, (now - this.#since.clock) / 1000, why));
    this.#toldAt = now;
  }

  /** The spool's own files have a problem: told once, and then now and again. */
  trouble(error: unknown): void {
    const now = this.#clock.now();
    if (this.#troubleAt !== null && now - this.#troubleAt < REMIND_MS) return;
    this.#troubleAt = now;
    this.#onNotice(this.#notices.trouble(wordsOf(error)));
  }

  /** It is over: all is in the database. */
  end(): void {
    const seconds = (this.#clock.now() - (this.#since?.clock ?? 0)) / 1000;
    const isWorthTelling = this.#toldAt !== null || this.#shipped > 0;
    if (isWorthTelling) this.#onNotice(this.#notices.shipped(this.#shipped, seconds));
    this.#since = null;
    this.#cause = null;
    this.#toldAt = null;
    this.#troubleAt = null;
    this.#shipped = 0;
  }
}
