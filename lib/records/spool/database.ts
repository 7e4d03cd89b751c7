import type { SchedulerLike, TimestampProvider } from 'rxjs';
import type { SessionRecord } from '../record.js';
import type { RecordSink } from '../record-sink.js';
import { RecordsError } from '../records-errors.js';
import { settledWithin, waitFor } from './waiting.js';

export interface DatabaseOptions {
  /** Appends records that come from a spool. Default: as the sink appends all. */
  readonly ship: RecordSink['append'] | undefined;
  /** The time that an append has, in milliseconds. */
  readonly deadlineMs: number;
  readonly scheduler: SchedulerLike;
  /** Monotonic: a clock that is set must not change what is slow. */
  readonly clock: TimestampProvider;
}

/** How an append has ended. */
export interface Appended {
  /** Whether it took no longer than the deadline. */
  readonly inTime: boolean;
}

/**
 * The sink behind a spool. A call that takes too long is given up, but not the work: it may still succeed, which changes nothing, because
 * the records are idempotent. The next call waits for it: the calls of a sink never overlap.
 */
export class Database {
  readonly #sink: RecordSink;
  readonly #ship: RecordSink['append'];
  readonly #deadlineMs: number;
  readonly #scheduler: SchedulerLike;
  readonly #clock: TimestampProvider;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** @param options all times in milliseconds */
  constructor(sink: RecordSink, { ship, deadlineMs, scheduler, clock }: DatabaseOptions) {
    this.#sink = sink;
    this.#ship = ship ?? ((records) => sink.append(records));
    this.#deadlineMs = deadlineMs;
    this.#scheduler = scheduler;
    this.#clock = clock;
  }

  /**
   * Appends records.
   * @throws what the sink rejects with; {RecordsError} `SLOW`: it has not settled within the deadline
   */
  async appendInTime(records: readonly SessionRecord[]): Promise<void> {
    const late = waitFor(this.#deadlineMs, this.#scheduler);
    const tooLate = late.over.then(() => {
      throw new RecordsError('SLOW');
    });
    try {
      await Promise.race([this.#inTurn(() => this.#sink.append(records)), tooLate]);
    } finally {
      late.end();
    }
  }

  /** Ships records of a spool, however long it takes. Rejects as the sink does. */
  async ship(records: readonly SessionRecord[]): Promise<Appended> {
    await this.#last;
    const since = this.#clock.now();
    await this.#inTurn(() => this.#ship(records));
    return { inTime: this.#clock.now() - since <= this.#deadlineMs };
  }

  /** Closes the sink. A call that still hangs is not waited for longer than the deadline. */
  async close(): Promise<void> {
    await settledWithin(this.#last, this.#deadlineMs, this.#scheduler);
    this.#closed = true;
    await this.#sink.close();
  }

  #inTurn(append: () => Promise<void>): Promise<void> {
    const appended = this.#last.then(() => {
      if (this.#closed) throw new RecordsError('CLOSED');
      return append();
    });
    this.#last = appended.catch(() => undefined);
    return appended;
  }
}
