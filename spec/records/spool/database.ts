import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { ServiceError } from '../../../lib/protocol/errors.js';
import { BatchError } from '../../../lib/records/batch-error.js';
import type { RecordSink } from '../../../lib/records/record-sink.js';
import type { SessionRecord } from '../../../lib/records/record.js';

/** What a database of a test does with the next calls. */
export type Mood =
  /** Takes them. */
  | 'up'
  /** Refuses the connection. */
  | 'away'
  /** Says nothing until it is told to. */
  | 'hangs'
  /** Takes them, and loses the connection before it says so. */
  | 'commits and dies';

/** The data of a database: it survives its connections. */
export class Rows {
  readonly byId = new Map<string, SessionRecord>();
  /** The ids of each batch that was committed, in order. */
  readonly committed: string[][] = [];

  /** As a database does it: the record that ended later wins, or the one that says more. */
  commit(records: readonly SessionRecord[]): void {
    this.committed.push(records.map(({ id }) => id));
    for (const record of records) {
      const row = this.byId.get(record.id);
      if (row === undefined || isNewer(record, row)) this.byId.set(record.id, record);
    }
  }
}

function isNewer(record: SessionRecord, row: SessionRecord): boolean {
  if (record.endedAt !== row.endedAt) return record.endedAt > row.endedAt;
  return row.confirmed === null && record.confirmed !== null;
}

export const REFUSED = 'a value is not allowed';

/** A sink over rows that behaves as real ones do on bad days. Calls must not overlap. */
export class TestDatabase implements RecordSink {
  mood: Mood = 'up';
  /** Records that it refuses for what is in them. */
  refuses: (record: SessionRecord) => boolean = () => false;
  /** Whether it keeps the others of a batch in which it refuses one. */
  isolates = false;
  /** How long it takes, in milliseconds of the scheduler. */
  latency = 0;
  /** Whether a call came before the last one had ended, or after the close. */
  isMisused = false;
  calls = 0;
  closed = 0;
  readonly #rows: Rows;
  readonly #scheduler: SchedulerLike;
  #hanging: ((mood: Mood) => void) | null = null;
  #isBusy = false;
  #isDead = false;

  constructor(rows: Rows, scheduler: SchedulerLike = asyncScheduler) {
    this.#rows = rows;
    this.#scheduler = scheduler;
  }

  get isHanging(): boolean {
    return this.#hanging !== null;
  }

  async append(records: readonly SessionRecord[]): Promise<void> {
    if (this.#isBusy || this.closed > 0) this.isMisused = true;
    this.calls += 1;
    this.#isBusy = true;
    try {
      const mood =
        this.mood === 'hangs' ? await new Promise<Mood>((resolve) => (this.#hanging = resolve)) : this.mood;
      if (this.latency > 0) {
        await new Promise<void>((resolve) => this.#scheduler.schedule(resolve, this.latency));
      }
      await this.#answer(records, mood);
    } finally {
      this.#isBusy = false;
    }
  }

  /** The process that calls has died: nothing is committed or answered any more. */
  kill(): void {
    this.#isDead = true;
  }

  /** Ends a call that hangs, by the mood of now. */
  release(): void {
    const end = this.#hanging;
    this.#hanging = null;
    end?.(this.mood);
  }

  close(): Promise<void> {
    this.closed += 1;
    if (this.mood === 'hangs') this.mood = 'away';
    this.release();
    return Promise.resolve();
  }

  async #answer(records: readonly SessionRecord[], mood: Mood): Promise<void> {
    await Promise.resolve();
    if (this.#isDead) return new Promise(() => undefined);
    if (mood === 'away' || mood === 'hangs') throw lost('connection refused');
    const refused = records.filter(this.refuses);
    const error = new ServiceError('not_durable', `${REFUSED}.`);
    if (refused.length > 0 && !this.isolates) throw error;
    const taken = records.filter((record) => !refused.includes(record));
    if (taken.length > 0) this.#rows.commit(taken);
    if (refused.length > 0) throw new BatchError(new Map(refused.map((record) => [record, error])));
    if (mood === 'commits and dies') throw lost('connection reset');
  }
}

function lost(message: string): Error {
  return Object.assign(new Error(message), { code: 'ECONNREFUSED' });
}

/** Whether a rejection is about the records themselves. */
export function isRefusal(cause: unknown): boolean {
  return cause instanceof ServiceError && cause.message.startsWith(REFUSED);
}
