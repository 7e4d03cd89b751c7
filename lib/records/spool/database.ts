import type { SchedulerLike, TimestampProvider } from 'rxjs';
import type { SessionRecord } from '../record.js';
import type { RecordSink } from '../record-sink.js';
import { RecordsError } from '../records-errors.js';
import { settledWithin, waitFor } from './waiting.js';

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
  readonly #deadlineMs: number;
  readonly #scheduler: SchedulerLike;
  readonly #clock: TimestampProvider;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** @param scheduler times the deadline; `asyncScheduler` for real time */
  constructor(sink: RecordSink, deadlineMs: number, scheduler: SchedulerLike, clock: TimestampProvider) {
    this.#sink = sink;
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
      await Promise.race([this.#append(records), tooLate]);
    } finally {
      late.end();
    }
  }

  /** Appends records, however long it takes. Rejects as the sink does. */
  async append(records: readonly SessionRecord[]): Promise<Appended> {
    await this.#last;
    const since = this.#clock.now();
    await this.#append(records);
    return { inTime: this.#clock.now() - since <= this.#deadlineMs };
  }

  /** Closes the sink. A call that still hangs is not waited for longer than the deadline. */
  async close(): Promise<void> {
    await settledWithin(this.#last, this.#deadlineMs, this.#scheduler);
    this.#closed = true;
    await this.#sink.close();
  }

  #append(records: readonly SessionRecord[]): Promise<void> {
    const appended = this.#last.then(() => {
      if (this.#closed) throw new RecordsError('CLOSED');
      return this.#sink.append(records);
    });
    this.#last = appended.catch(() => undefined);
    return appended;
  }
}
