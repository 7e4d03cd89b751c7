import { setImmediate } from 'node:timers/promises';
import { asyncScheduler, type SchedulerLike, type Subscriber } from 'rxjs';
import type { SessionRecord } from './record.js';
import type { RecordSink } from './record-sink.js';
import { notDurable, RecordsError } from './records-errors.js';

/** One record on its way to the sink. */
export interface Entry {
  readonly record: SessionRecord;
  /** The subscriber that waits for the commit; null if none does. After it unsubscribes, it gets no notification. */
  readonly waiter: Subscriber<never> | null;
}

/** How many records wait for the sink, are safe in it, and were lost. */
export interface CommitCounts {
  readonly waiting: number;
  readonly committed: number;
  readonly lost: number;
}

export interface GroupCommitOptions {
  /** Called once for each failed batch. Must not throw. */
  readonly onLoss: (lost: readonly Entry[], cause: unknown) => void;
  /** Times the window. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** The maximum number of records in a batch. Many sessions that end at once must not cause one huge write. */
export const MAX_BATCH_RECORDS = 1000;

/** The minimum time between the start of a batch of several records and the start of the next batch, in milliseconds. */
export const WINDOW_MS = 20;

/**
 * Appends pending records to the sink in batches, one batch at a time. Records that are added during a sync share the next one, so many
 * sessions share the cost of one sync. Under load a window separates the batches, so that each holds more records. A single session
 * does not wait for the window.
 */
export class GroupCommit {
  readonly #sink: RecordSink;
  readonly #onLoss: GroupCommitOptions['onLoss'];
  readonly #scheduler: SchedulerLike;
  #pending: Entry[] = [];
  #running: Promise<void> | null = null;
  #endWindow: (() => void) | null = null;
  #closing = false;
  #closed = false;
  #committing = 0;
  #committed = 0;
  #lost = 0;

  constructor(sink: RecordSink, { onLoss, scheduler = asyncScheduler }: GroupCommitOptions) {
    this.#sink = sink;
    this.#onLoss = onLoss;
    this.#scheduler = scheduler;
  }

  add(entry: Entry): void {
    this.#pending.push(entry);
    this.#running ??= this.#run();
  }

  /** The number of records that wait for the sink, that it has, and that were lost. */
  get counts(): CommitCounts {
    return { waiting: this.#pending.length + this.#committing, committed: this.#committed, lost: this.#lost };
  }

  /** Closes the sink after every added record is committed or has failed. Records that are added later fail. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#endWindow?.();
    while (this.#running !== null) await this.#running;
    this.#closed = true;
    await this.#sink.close();
  }

  async #run(): Promise<void> {
    // Sessions that commit in the same turn of the event loop share a batch.
    await setImmediate();
    while (this.#pending.length > 0) {
      const batch = this.#pending.splice(0, MAX_BATCH_RECORDS);
      const window = batch.length > 1 && !this.#closing ? this.#window() : null;
      await this.#commit(batch);
      await window;
    }
    this.#running = null;
  }

  #window(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#scheduler.schedule(() => {
        this.#endWindow?.();
      }, WINDOW_MS);
      this.#endWindow = () => {
        timer.unsubscribe();
        this.#endWindow = null;
        resolve();
      };
    });
  }

  async #commit(batch: readonly Entry[]): Promise<void> {
    this.#committing = batch.length;
    try {
      if (this.#closed) throw new RecordsError('CLOSED');
      await this.#sink.append(batch.map(({ record }) => record));
      this.#committed += batch.length;
    } catch (cause) {
      this.#lost += batch.length;
      this.#onLoss(batch, cause);
      const error = notDurable(cause);
      for (const { waiter } of batch) waiter?.error(error);
      return;
    } finally {
      this.#committing = 0;
    }
    for (const { waiter } of batch) waiter?.complete();
  }
}
