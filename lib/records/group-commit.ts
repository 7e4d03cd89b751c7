import { setImmediate } from 'node:timers/promises';
import type { Subscriber } from 'rxjs';
import type { Journal } from './sinks/file/file-sink.js';
import { notDurable } from './records-errors.js';

/** One record on its way to the disk. */
export interface Entry {
  readonly id: string;
  /** The record's line, LF included. */
  readonly line: string;
  /** Who waits for it; null where nobody does. One that has left meanwhile is closed, and hears nothing. */
  readonly waiter: Subscriber<never> | null;
}

/** A batch is at most this long unless its only record is longer: a crowd that finishes at once must not make one huge string. */
export const MAX_BATCH_CHARS = 4 * 1024 * 1024;

/**
 * Writes what is pending in batches, one at a time: what comes in during a sync shares the next one. So the cost of a sync is divided
 * by the number of sessions that wait for it, and a single session waits for nobody.
 */
export class GroupCommit {
  readonly #journal: Journal;
  readonly #onLoss: (lost: readonly Entry[], cause: unknown) => void;
  #pending: Entry[] = [];
  #running: Promise<void> | null = null;

  /** @param onLoss called once for each batch that failed; must not throw */
  constructor(journal: Journal, onLoss: (lost: readonly Entry[], cause: unknown) => void) {
    this.#journal = journal;
    this.#onLoss = onLoss;
  }

  add(entry: Entry): void {
    this.#pending.push(entry);
    this.#running ??= this.#run();
  }

  /** Resolves when everything that was added is on disk, or has failed. Never rejects. */
  async flushed(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    // Sessions whose last answers came in the same turn of the event loop go together.
    await setImmediate();
    while (this.#pending.length > 0) await this.#commit(this.#takeBatch());
    this.#running = null;
  }

  #takeBatch(): Entry[] {
    let chars = 0;
    const tooLong = this.#pending.findIndex(({ line }, index) => {
      chars += line.length;
      return index > 0 && chars > MAX_BATCH_CHARS;
    });
    const batch = tooLong === -1 ? this.#pending : this.#pending.slice(0, tooLong);
    this.#pending = tooLong === -1 ? [] : this.#pending.slice(tooLong);
    return batch;
  }

  async #commit(batch: readonly Entry[]): Promise<void> {
    try {
      await this.#journal.append(batch.map(({ line }) => line).join(''));
    } catch (cause) {
      this.#onLoss(batch, cause);
      const error = notDurable(cause);
      for (const { waiter } of batch) waiter?.error(error);
      return;
    }
    for (const { waiter } of batch) waiter?.complete();
  }
}
