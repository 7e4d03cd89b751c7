import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { GrowingPauses } from '../../protocol/growing-pauses.js';
import type { SessionRecord } from '../record.js';
import type { RecordSink } from '../record-sink.js';
import { wordsOf } from '../records-errors.js';
import { Database } from './database.js';
import { Episode } from './episode.js';
import type { SpoolNotice, SpoolNotices } from './notices.js';
import { causeOf, partsOf, refusalOf } from './parts-of.js';
import { SHIP_PAUSES } from './pauses.js';
import { Shipper } from './shipper.js';
import type { SpoolStatus } from './spool-status.js';
import type { SpoolStore } from './spool-store.js';
import { settledWithin, waitFor, type Wait } from './waiting.js';

/** The time that the database has for a batch, in milliseconds. */
export const DEADLINE_MS = 2000;

export interface SpoolingOptions {
  readonly notices: SpoolNotices;
  /** The file of what the database refuses, for messages. */
  readonly refusedFile: string;
  /** Called with what an operator has to know. Must not throw. */
  readonly onNotice: (notice: SpoolNotice) => void;
  /** Whether a rejection of the sink is about the records themselves, so that others would be taken. */
  readonly isRefusal: (cause: unknown) => boolean;
  /** Appends records that come from the spool. Default: as the sink appends all. */
  readonly ship?: RecordSink['append'];
  /** The time that the database has for a batch before it goes to the spool, in milliseconds. Default 2000. */
  readonly deadlineMs?: number;
  /** Times everything. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
  /** Returns a number from 0 up to 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/**
 * A sink in front of a database, with a spool for when the database cannot take records: it is away, it does not answer in time, it is
 * full. Then a batch is written to the spool, and is durable there. While the spool holds records, later ones go there too, so that they
 * stay in order. They are shipped as soon as the database takes them again.
 *
 * A crash at any moment loses nothing, and ships at most one segment twice. So the sink behind it must be idempotent. Its `close` may come
 * while an `append` that was given up is still under way, and has to end it.
 */
export class SpoolingSink implements RecordSink {
  readonly #store: SpoolStore;
  readonly #database: Database;
  readonly #options: SpoolingOptions;
  readonly #deadlineMs: number;
  readonly #scheduler: SchedulerLike;
  readonly #episode: Episode;
  readonly #pauses: GrowingPauses;
  readonly #shipper: Shipper;
  #isDirect = true;
  /** Whether the database has taken the last batch in time. Only then appends wait for the way back. */
  #isReached = false;
  #isShipping = false;
  #shipping: Promise<void> = Promise.resolve();
  /** While the last of the spool is shipped: appends wait for its end, and then go to the database. */
  #handover: Wait | null = null;
  #pause: Wait | null = null;
  #state: 'open' | 'closing' | 'stopped' = 'open';
  #shipped = 0;
  #refused = 0;

  constructor(sink: RecordSink, store: SpoolStore, options: SpoolingOptions) {
    const { deadlineMs = DEADLINE_MS, scheduler = asyncScheduler, random = Math.random } = options;
    this.#store = store;
    this.#options = options;
    this.#deadlineMs = deadlineMs;
    this.#scheduler = scheduler;
    const clock = options.scheduler ?? performance;
    this.#episode = new Episode(options.notices, options.onNotice, clock);
    this.#pauses = new GrowingPauses(SHIP_PAUSES, random);
    this.#database = new Database(sink, { ship: options.ship, deadlineMs, scheduler, clock });
    this.#shipper = new Shipper(store, this.#database, {
      isRefusal: options.isRefusal,
      pause: () => this.#waitForNextTry(),
      onAnswer: (failure, inTime) => {
        this.#answered(failure, inTime);
      },
      onRefused: (count, cause) => {
        this.#refused += count;
        options.onNotice(options.notices.refused(count, options.refusedFile, wordsOf(cause)));
      },
      onForeign: (count) => {
        options.onNotice(options.notices.foreign(count, options.refusedFile));
      },
    });
  }

  get status(): SpoolStatus {
    return {
      waiting: this.#store.waiting,
      since: this.#episode.since,
      shipped: this.#shipped,
      refused: this.#refused,
    };
  }

  /** Ships what earlier processes have left. Without it, the first record that goes to the spool begins. */
  start(): void {
    if (this.#store.isEmpty) return;
    this.#isDirect = false;
    this.#spool();
  }

  async append(records: readonly SessionRecord[]): Promise<void> {
    await this.#handover?.over;
    if (this.#isDirect) await this.#appendDirectly(records);
    else await this.#keep(records);
  }

  /** Ships for up to the deadline what still waits, and closes the sink and the spool. What then still waits is for the next start. */
  async close(): Promise<void> {
    const { onNotice, notices } = this.#options;
    this.#state = 'closing';
    this.#pause?.end();
    await settledWithin(this.#shipping, this.#deadlineMs, this.#scheduler);
    this.#state = 'stopped';
    await this.#database.close();
    await settledWithin(this.#shipping, this.#deadlineMs, this.#scheduler);
    const { waiting } = this.#store;
    await this.#store.close();
    if (waiting > 0) onNotice(notices.left(waiting));
  }

  /** What the database refuses for what it is, it refuses later too: those clients can be told so. All else goes to the spool. */
  async #appendDirectly(records: readonly SessionRecord[]): Promise<void> {
    try {
      await this.#database.appendInTime(records);
    } catch (cause) {
      const { refused, failed } = partsOf(records, cause, this.#options.isRefusal);
      if (failed.length > 0) {
        this.#episode.failed(causeOf(failed, cause));
        this.#isReached = false;
        await this.#keep(failed).catch((error: unknown) => {
          throw refused.length === 0 ? error : cause;
        });
      }
      if (refused.length > 0) throw refusalOf(refused, cause);
    }
  }

  async #keep(records: readonly SessionRecord[]): Promise<void> {
    this.#isDirect = false;
    try {
      await this.#store.append(records);
    } finally {
      this.#spool();
    }
    this.#episode.tell(this.#store.waiting);
  }

  /** Records go to the spool from now on, and from there to the database. */
  #spool(): void {
    this.#episode.begin();
    if (this.#isShipping) return;
    this.#isShipping = true;
    this.#shipping = this.#ship();
  }

  /** Ships until nothing waits any more, and the way back is open. */
  async #ship(): Promise<void> {
    while (await this.#shipNext());
    // In the same turn as the last look at the store: an append that comes later begins again.
    this.#isShipping = false;
  }

  /** Returns whether there is more to do. */
  async #shipNext(): Promise<boolean> {
    // Begins before the segment is sealed, so that no append comes between.
    if (this.#isReached && this.#store.isNearlyEmpty)
      this.#handover = waitFor(this.#deadlineMs, this.#scheduler);
    const goesOn = await this.#shipOldest();
    if (this.#store.isEmpty && this.#isReached) this.#goBack();
    this.#endHandover();
    if (!goesOn || this.#isDirect) return false;
    return this.#store.isEmpty ? this.#waitWhileSlow() : true;
  }

  /** Returns false if there must be no further try. */
  async #shipOldest(): Promise<boolean> {
    const segment = await this.#store.oldest();
    if (segment === null) return true;
    try {
      const shipped = await this.#shipper.ship(segment);
      this.#episode.shipped(shipped ?? 0);
      this.#shipped += shipped ?? 0;
      return shipped !== null;
    } catch (error) {
      this.#episode.trouble(error);
      // To wait for a file that somebody else has taken or removed would not bring it back.
      return (await this.#store.forgetIfGone(segment)) || (await this.#waitForNextTry());
    }
  }

  /** Nothing waits, and the database is fast enough: records go there again. */
  #goBack(): void {
    this.#isDirect = true;
    this.#episode.end();
  }

  #answered(failure: unknown, inTime: boolean): void {
    this.#isReached = failure === null && inTime;
    if (this.#isReached) {
      this.#pauses.reset();
      return;
    }
    this.#endHandover();
    if (failure === null) return;
    this.#episode.failed(failure);
    this.#episode.tell(this.#store.waiting);
  }

  /** Nothing waits, and the database was slow, or the spool is full: some time passes before the database is asked again to be fast. */
  async #waitWhileSlow(): Promise<boolean> {
    const goesOn = await this.#waitForNextTry();
    this.#isReached = true;
    return goesOn;
  }

  #endHandover(): void {
    this.#handover?.end();
    this.#handover = null;
  }

  /** Returns false if there must be no further try. A close ends the wait, and allows a last one. */
  async #waitForNextTry(): Promise<boolean> {
    if (this.#state !== 'open') return false;
    this.#pause = waitFor(this.#pauses.next(), this.#scheduler);
    await this.#pause.over;
    this.#pause = null;
    return true;
  }
}
