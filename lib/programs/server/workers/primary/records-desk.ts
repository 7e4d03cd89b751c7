import { ServiceError } from '../../../../protocol/errors.js';
import type { SessionRecord } from '../../../../records/record.js';
import { lossText } from '../../../../records/records-errors.js';
import type { RecordsElsewhere } from '../../../../records/records-elsewhere.js';
import type { Channel } from '../channel/channel.js';
import { APPEND, COMMIT_ONCE } from '../messages/records.js';
import type { OnceDesk } from './once-desk.js';

/** Keeps the records of one worker, in one sink with those of the others. */
export class RecordsDesk {
  readonly #records: RecordsElsewhere;
  readonly #once: OnceDesk;
  readonly #onCommitted: (id: string) => void;
  readonly #appending = new Set<Promise<unknown>>();

  /** @param onCommitted called when a session has a kept `done` */
  constructor(
    records: RecordsElsewhere,
    once: OnceDesk,
    channel: Channel,
    onCommitted: (id: string) => void,
  ) {
    this.#records = records;
    this.#once = once;
    this.#onCommitted = onCommitted;
    channel.onAsk(APPEND, (batch) => this.#append(batch));
    channel.onAsk(COMMIT_ONCE, ([id, identity]) => once.begin(id, identity));
  }

  /** Resolves when every record that has come is kept or lost. */
  async settled(): Promise<void> {
    while (this.#appending.size > 0) await Promise.allSettled(this.#appending);
  }

  async #append(batch: readonly SessionRecord[]): Promise<null> {
    const appending = Promise.all(batch.map((record) => this.#keep(record)));
    this.#appending.add(appending);
    try {
      await appending;
      return null;
    } catch (thrown) {
      throw new ServiceError('not_durable', lossText(thrown));
    } finally {
      this.#appending.delete(appending);
    }
  }

  async #keep(record: SessionRecord): Promise<void> {
    try {
      await this.#records.keep(record);
      if (record.outcome === 'done') this.#onCommitted(record.id);
      this.#once.kept(record);
    } catch (thrown) {
      this.#once.lost(record.id);
      throw thrown;
    }
  }
}
