import type { SessionRecord } from '../../../lib/records/record.js';
import type { Batch } from '../../../lib/records/spool/segments.js';
import type { Segment, SpoolStore } from '../../../lib/records/spool/spool-store.js';

/** The files of a spool, as they are on disk: they survive the store that writes them. */
export interface SpooledFiles {
  /** The records of each segment, by its name. */
  readonly segments: Map<string, SessionRecord[]>;
  readonly aside: string[];
  number: number;
}

/** The limits of a segment and of a batch, in records. Default: small ones. */
export interface StoreSizes {
  readonly perSegment?: number;
  readonly perBatch?: number;
}

export function noFiles(): SpooledFiles {
  return { segments: new Map(), aside: [], number: 0 };
}

/** A spool in memory, for tests in virtual time: like SpoolFiles, it appends to a segment until that one is sealed. */
export class MemoryStore implements SpoolStore {
  /** Whether appends fail, as on a full disk. */
  isFull = false;
  /** Whether nothing reaches the files any more: the process has died. */
  isDead = false;
  closed = 0;
  readonly #files: SpooledFiles;
  readonly #perSegment: number;
  readonly #perBatch: number;
  #written: string | null = null;
  #appending = 0;

  constructor(files: SpooledFiles, { perSegment = 6, perBatch = 3 }: StoreSizes = {}) {
    this.#files = files;
    this.#perSegment = perSegment;
    this.#perBatch = perBatch;
  }

  get waiting(): number {
    return [...this.#files.segments.values()].reduce((sum, { length }) => sum + length, 0);
  }

  get isEmpty(): boolean {
    return this.#files.segments.size === 0 && this.#appending === 0;
  }

  get isNearlyEmpty(): boolean {
    return this.#files.segments.size <= 1 && this.waiting <= this.#perBatch;
  }

  async append(records: readonly SessionRecord[]): Promise<void> {
    this.#appending += 1;
    try {
      await Promise.resolve();
      if (this.isDead) await new Promise(() => undefined);
      const name = this.#written ?? `${++this.#files.number}`.padStart(8, '0');
      const segment = this.#files.segments.get(name) ?? [];
      this.#files.segments.set(name, segment);
      this.#written = name;
      if (this.isFull) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      segment.push(...records);
      if (segment.length >= this.#perSegment) this.#written = null;
    } finally {
      this.#appending -= 1;
    }
  }

  async oldest(): Promise<Segment | null> {
    while (this.#appending > 0) await Promise.resolve();
    const [path] = this.#files.segments.keys();
    if (path === undefined) return null;
    if (path === this.#written) this.#written = null;
    return { path };
  }

  async *read({ path }: Segment): AsyncGenerator<Batch> {
    const records = this.#files.segments.get(path) ?? [];
    for (let from = 0; from < records.length; from += this.#perBatch) {
      yield await Promise.resolve({ records: records.slice(from, from + this.#perBatch), foreign: [] });
    }
  }

  shipped(): void {
    // The files are as they were.
  }

  remove({ path }: Segment): Promise<void> {
    if (!this.isDead) this.#files.segments.delete(path);
    return Promise.resolve();
  }

  forgetIfGone(): Promise<boolean> {
    return Promise.resolve(false);
  }

  setAside(lines: readonly string[]): Promise<void> {
    if (!this.isDead) this.#files.aside.push(...lines);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }
}
