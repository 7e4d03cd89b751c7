import { setImmediate } from 'node:timers/promises';
import { asyncScheduler, type SchedulerLike, type Subscriber } from 'rxjs';
import type { SessionRecord } from './record.js';
import type { RecordSink } from './record-sink.js';
import { notDurable, RecordsError } from './records-errors.js';

/** One record on its way to the sink. */
export interface Entry {
  readonly record: SessionRecord;
  /** Who waits for it; null where nobody does. One that has left meanwhile is closed, and hears nothing. */
  readonly waiter: Subscriber<never> | null;
}

export interface GroupCommitOptions {
  /** Called once for each batch that failed; must not throw. */
  readonly onLoss: (lost: readonly Entry[], cause: unknown) => void;
  /** Time, for the window. The asyncScheduler when not given. */
  readonly scheduler?: SchedulerLike;
}

/** A batch holds at most this many records: a crowd that finishes at once must not become one huge write. */
export const MAX_BATCH_RECORDS = 1000;

/** After a batch of several records, the next one begins no sooner than this after it began. */
export const WINDOW_MS = 20;

/**
 * Hands what is pending to the sink in batches, one at a time: what comes in during a sync shares the next one. So the cost of a sync is
 * divided by the number of sessions that wait for it. In a crowd the batches keep their distance, so that more share each. A session
 * that is alone waits for nobody.
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

  constructor(sink: RecordSink, { onLoss, scheduler = asyncScheduler }: GroupCommitOptions) {
    this.#sink = sink;
    this.#onLoss = onLoss;
    this.#scheduler = scheduler;
  }

  add(entry: Entry): void {
    this.#pending.push(entry);
    this.#running ??= this.#run();
  }

  /** Resolves when everything that was added is in the sink, or has failed, and the sink is closed. What is added later fails. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#endWindow?.();
    while (this.#running !== null) await this.#running;
    this.#closed = true;
    await this.#sink.close();
  }

  async #run(): Promise<void> {
    // Sessions whose last answers came in the same turn of the event loop go together.
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
    try {
      if (this.#closed) throw new RecordsError('CLOSED');
      await this.#sink.append(batch.map(({ record }) => record));
    } catch (cause) {
      this.#onLoss(batch, cause);
      const error = notDurable(cause);
      for (const { waiter } of batch) waiter?.error(error);
      return;
    }
    for (const { waiter } of batch) waiter?.complete();
  }
}
