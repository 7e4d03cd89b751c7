import type { RecordSink } from '../../../lib/records/record-sink.js';
import type { SessionRecord } from '../../../lib/records/record.js';

/** A sink whose appends end when the test says so. */
export class HandSink implements RecordSink {
  /** The ids of each append, in one text. */
  readonly appended: string[] = [];
  closed = 0;
  readonly #ends: ((error?: Error) => void)[] = [];

  append(records: readonly SessionRecord[]): Promise<void> {
    this.appended.push(records.map(({ id }) => id).join(' '));
    return new Promise((resolve, reject) => {
      this.#ends.push((error) => {
        if (error === undefined) resolve();
        else reject(error);
      });
    });
  }

  close(): Promise<void> {
    this.closed++;
    return Promise.resolve();
  }

  /** Ends the append that is under way, or is about to begin. */
  async end(error?: Error): Promise<void> {
    while (this.#ends.length === 0) await nextTurn();
    this.#ends.shift()?.(error);
    await nextTurn();
  }
}

export async function nextTurn(): Promise<void> {
  await new Promise(setImmediate);
}
