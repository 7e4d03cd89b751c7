import type { SessionRecord } from '../record.js';
import { recordLine } from '../sinks/file/file-sink.js';
import type { Database } from './database.js';
import type { Segment, SpoolStore } from './spool-store.js';

/** What a shipper tells, and asks. */
export interface ShipperOptions {
  /** Whether a rejection is about the records themselves: the others would be taken. */
  readonly isRefusal: (cause: unknown) => boolean;
  /** Called when a call of the database has ended: null, or what it rejected with, and whether it took no longer than its deadline. */
  readonly onAnswer: (cause: unknown, inTime: boolean) => void;
  /** Waits before the next try. Resolves to false if there must be none. */
  readonly pause: () => Promise<boolean>;
  /** Called when records that the database refuses are kept elsewhere. */
  readonly onRefused: (count: number, cause: unknown) => void;
  /** Called when lines that are no records are kept elsewhere. */
  readonly onForeign: (count: number) => void;
}

/** Brings segments of a spool to the database, in order. */
export class Shipper {
  readonly #store: SpoolStore;
  readonly #database: Database;
  readonly #options: ShipperOptions;

  constructor(store: SpoolStore, database: Database, options: ShipperOptions) {
    this.#store = store;
    this.#database = database;
    this.#options = options;
  }

  /**
   * Ships a segment, and removes it. Tries until the database takes it.
   * @returns the number of records that are in the database now; null if it had to stop, and the segment is still there
   * @throws the errors of the spool's files
   */
  async ship(segment: Segment): Promise<number | null> {
    let shipped = 0;
    for await (const { records, foreign } of this.#store.read(segment)) {
      if (foreign.length > 0) {
        await this.#store.setAside(foreign);
        this.#options.onForeign(foreign.length);
      }
      const taken = await this.#take(records);
      if (taken === null) return null;
      this.#store.shipped(records.length);
      shipped += taken;
    }
    await this.#store.remove(segment);
    return shipped;
  }

  /** Returns how many of these records the database has taken; null if it had to stop. The others are set aside. */
  async #take(records: readonly SessionRecord[]): Promise<number | null> {
    const { isRefusal, onAnswer, pause } = this.#options;
    if (records.length === 0) return 0;
    for (;;) {
      try {
        const { inTime } = await this.#database.append(records);
        onAnswer(null, inTime);
        return records.length;
      } catch (cause) {
        onAnswer(cause, false);
        if (isRefusal(cause)) return this.#takeParts(records, cause);
        if (!(await pause())) return null;
      }
    }
  }

  /** One record must not hold up the others: each half on its own, down to the one that is refused. */
  async #takeParts(records: readonly SessionRecord[], cause: unknown): Promise<number | null> {
    if (records.length === 1) {
      await this.#store.setAside(records.map((record) => recordLine(record).trimEnd()));
      this.#options.onRefused(1, cause);
      return 0;
    }
    const middle = records.length >> 1;
    const first = await this.#take(records.slice(0, middle));
    const second = first === null ? null : await this.#take(records.slice(middle));
    return first === null || second === null ? null : first + second;
  }
}
