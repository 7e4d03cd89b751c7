import { setImmediate } from 'node:timers/promises';
import { asyncScheduler, type SchedulerLike, type Subscriber, type Subscription } from 'rxjs';
import { isTlslpError } from '../protocol/errors.js';
import { BatchError } from './batch-error.js';
import type { SessionRecord } from './record.js';
import type { RecordSink } from './record-sink.js';
import { notDurable, RecordsError } from './records-errors.js';

/** One record on its way to the sink. */
export interface Entry {
  readonly record: SessionRecord;
  /** The subscriber that waits for the commit; null if none does. After it unsubscribes, it gets no notification. */
  readonly waiter: Subscriber<never> | null;
  /** Whether the record may wait for the batch of another one, for `DEFERRED_MS` at most. Default: false. */
  readonly isDeferrable?: boolean;
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
  /** Times the window and the deferred records. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** The maximum number of records in a batch. Many sessions that end at once must not cause one huge write. */
export const MAX_BATCH_RECORDS = 1000;

/** The minimum time between the start of a batch of several records and the start of the next batch, in milliseconds. */
export const WINDOW_MS = 20;

/** The time that a deferrable record waits for the batch of another one at most, in milliseconds. */
export const DEFERRED_MS = 1000;

/**
 * Appends pending records to the sink in batches, one batch at a time. Records that are added during a sync share the next one, so many
 * sessions share the cost of one sync. Under load a window separates the batches, so that each holds more records. A single session
 * does not wait for the window.
 *
 * A deferrable record causes no batch while others come: it goes with the next one. Records keep the order in which they were added.
 */
export class GroupCommit {
  readonly #sink: RecordSink;
  readonly #onLoss: GroupCommitOptions['onLoss'];
  readonly #scheduler: SchedulerLike;
  #pending: Entry[] = [];
  /** The number of pending records, from the first, that are to be appended now. */
  #due = 0;
  /** Ends the wait of the deferred records; null while none waits. */
  #deferred: Subscription | null = null;
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
    const mayWait = entry.isDeferrable === true && !this.#closing;
    if (!mayWait || this.#pending.length >= MAX_BATCH_RECORDS) this.#start();
    else {
      this.#deferred ??= this.#scheduler.schedule(() => {
        this.#start();
      }, DEFERRED_MS);
    }
  }

  /** The number of records that wait for the sink, that it has, and that were lost. */
  get counts(): CommitCounts {
    return { waiting: this.#pending.length + this.#committing, committed: this.#committed, lost: this.#lost };
  }

  /** Closes the sink after every added record is committed or has failed. Records that are added later fail. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#endWindow?.();
    if (this.#pending.length > 0) this.#start();
    while (this.#running !== null) await this.#running;
    this.#closed = true;
    await this.#sink.close();
  }

  /** Appends everything that is pending now. */
  #start(): void {
    this.#due = this.#pending.length;
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    // Sessions that commit in the same turn of the event loop share a batch.
    await setImmediate();
    while (this.#due > 0) {
      const batch = this.#take();
      const window = hasSeveral(batch) && !this.#closing ? this.#window() : null;
      await this.#commit(batch);
      await window;
    }
    this.#running = null;
  }

  /** Takes the next batch. Deferred records behind those that are due go with them. */
  #take(): Entry[] {
    const batch = this.#pending.splice(0, MAX_BATCH_RECORDS);
    this.#due = Math.max(0, this.#due - batch.length);
    if (this.#pending.length === 0) {
      this.#deferred?.unsubscribe();
      this.#deferred = null;
    }
    return batch;
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
      this.#fail(batch, cause);
      return;
    } finally {
      this.#committing = 0;
    }
    for (const { waiter } of batch) waiter?.complete();
  }

  #fail(batch: readonly Entry[], cause: unknown): void {
    if (!(cause instanceof BatchError)) {
      this.#lose(batch, cause);
      return;
    }
    const failed = new Map<unknown, Entry[]>();
    for (const entry of batch) {
      if (cause.causes.has(entry.record)) addTo(failed, cause.causes.get(entry.record), entry);
      else {
        this.#committed += 1;
        entry.waiter?.complete();
      }
    }
    for (const [own, entries] of failed) {
      if (isRefusal(own)) for (const { waiter } of entries) waiter?.error(own);
      else this.#lose(entries, own);
    }
  }

  #lose(lost: readonly Entry[], cause: unknown): void {
    this.#lost += lost.length;
    this.#onLoss(lost, cause);
    const error = notDurable(cause);
    for (const { waiter } of lost) waiter?.error(error);
  }
}

/** Whether a record was not wanted: then nothing is lost. */
function isRefusal(cause: unknown): boolean {
  return isTlslpError(cause) && cause.code === 'already_done';
}

function addTo(map: Map<unknown, Entry[]>, key: unknown, entry: Entry): void {
  const entries = map.get(key);
  if (entries === undefined) map.set(key, [entry]);
  else entries.push(entry);
}

/** Whether more than one record of a batch caused it: only then is there load. */
function hasSeveral(batch: readonly Entry[]): boolean {
  let count = 0;
  for (const { isDeferrable } of batch) if (isDeferrable !== true) count += 1;
  return count > 1;
}
