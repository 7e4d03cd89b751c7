import { VirtualTimeScheduler } from 'rxjs';
import { BatchError } from '../../../lib/records/batch-error.js';
import { COMMITTED, RecordBuilder } from '../../../lib/records/record-builder.js';
import type { SessionRecord } from '../../../lib/records/record.js';
import { noticesOf, type SpoolNotice } from '../../../lib/records/spool/notices.js';
import { SpoolingSink } from '../../../lib/records/spool/spooling-sink.js';
import { connected } from '../helpers.js';
import { nextTurn } from '../sinks/sink.js';
import { isRefusal, Rows, TestDatabase } from './database.js';
import { MemoryStore, noFiles, type SpooledFiles, type StoreSizes } from './memory-store.js';

const SLICE_MS = 100;

export function record(id: string): SessionRecord {
  return new RecordBuilder(connected(id)).record(COMMITTED);
}

/** The record that follows OK. */
export function confirmed(id: string): SessionRecord {
  return { ...record(id), confirmed: true };
}

/** A sink with a spool in memory and in virtual time, over a database of the test. */
export class Process {
  readonly rows: Rows;
  readonly files: SpooledFiles;
  readonly time = new VirtualTimeScheduler();
  readonly store: MemoryStore;
  readonly database: TestDatabase;
  readonly sink: SpoolingSink;
  readonly notices: SpoolNotice[] = [];
  /** What each append has come to: the records that are kept, by the promise of the sink. */
  readonly kept: SessionRecord[] = [];
  readonly lost: SessionRecord[] = [];
  #appends: Promise<void> = Promise.resolve();

  constructor(rows: Rows = new Rows(), files: SpooledFiles = noFiles(), sizes: StoreSizes = {}) {
    this.rows = rows;
    this.files = files;
    this.store = new MemoryStore(files, sizes);
    this.database = new TestDatabase(rows, this.time);
    this.sink = new SpoolingSink(this.database, this.store, {
      notices: noticesOf('/spool'),
      refusedFile: '/spool/refused.ndjson',
      onNotice: (notice) => this.notices.push(notice),
      isRefusal,
      scheduler: this.time,
      random: () => 0.5,
    });
    this.sink.start();
  }

  get kinds(): string {
    return this.notices.map(({ kind }) => kind).join(' ');
  }

  /** Appends records, after those before: calls never overlap. */
  append(...records: readonly SessionRecord[]): void {
    this.#appends = this.#appends.then(async () => {
      // A dead process appends nothing more.
      if (this.#hasDied()) return;
      const lost = await this.sink.append(records).then(
        (): SessionRecord[] => [],
        (cause: unknown) => (cause instanceof BatchError ? [...cause.causes.keys()] : [...records]),
      );
      if (this.#hasDied()) return;
      this.lost.push(...lost);
      this.kept.push(...records.filter((one) => !lost.includes(one)));
    });
  }

  /** Time goes on for so long. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.time.frame + milliseconds;
    await nextTurn();
    while (this.time.frame < until) {
      const frame = Math.min(this.time.frame + SLICE_MS, until);
      this.time.maxFrames = frame;
      this.time.flush();
      this.time.frame = frame;
      await nextTurn();
    }
  }

  #hasDied(): boolean {
    return this.store.isDead;
  }

  /** As after a kill -9: no promise is kept any more, and nothing is written. */
  kill(): void {
    this.store.isDead = true;
    this.database.kill();
  }
}
