import { BatchError } from '../batch-error.js';
import type { SessionRecord } from '../record.js';
import { recordLine } from '../sinks/file/file-sink.js';
import type { Database } from './database.js';
import { causeOf, partsOf } from './parts-of.js';
import type { Segment, SpoolStore } from './spool-store.js';

/** What a shipper tells, and asks. */
export interface ShipperOptions {
  /** Whether a rejection is about the records themselves: the others would be taken. */
  readonly isRefusal: (cause: unknown) => boolean;
  /** Called when a call of the database has ended: why it could not take records, or null, and whether it took no longer than its deadline. */
  readonly onAnswer: (failure: unknown, inTime: boolean) => void;
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

  /** Returns how many of these records the database has taken; null if it had to stop. Those that it refuses are set aside. */
  async #take(records: readonly SessionRecord[]): Promise<number | null> {
    const { isRefusal, onAnswer, pause } = this.#options;
    let taken = 0;
    let rest = records;
    while (rest.length > 0) {
      try {
        const { inTime } = await this.#database.ship(rest);
        onAnswer(null, inTime);
        return taken + rest.length;
      } catch (cause) {
        const { refused, failed } = partsOf(rest, cause, isRefusal);
        onAnswer(failed.length === 0 ? null : causeOf(failed, cause), true);
        taken += rest.length - refused.length - failed.length;
        if (refused.length > 1 && !(cause instanceof BatchError)) {
          const parts = await this.#takeHalves(refused);
          return parts === null ? null : taken + parts;
        }
        if (refused.length > 0) await this.#setAside(refused, cause);
        rest = failed;
        if (rest.length > 0 && !(await pause())) return null;
      }
    }
    return taken;
  }

  /** The database refuses all of them, and does not say for which one: each half on its own, down to that one. */
  async #takeHalves(records: readonly SessionRecord[]): Promise<number | null> {
    const middle = records.length >> 1;
    const first = await this.#take(records.slice(0, middle));
    const second = first === null ? null : await this.#take(records.slice(middle));
    return first === null || second === null ? null : first + second;
  }

  async #setAside(records: readonly SessionRecord[], cause: unknown): Promise<void> {
    await this.#store.setAside(records.map((record) => recordLine(record).trimEnd()));
    this.#options.onRefused(records.length, causeOf(records, cause));
  }
}
