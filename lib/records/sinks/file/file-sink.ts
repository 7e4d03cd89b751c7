import { openExisting } from './open-file.js';
import type { OpenedFile } from './opened-file.js';
import { RecordsError } from '../../records-errors.js';

/** A place that batches of lines are appended to, safely. */
export interface Journal {
  /** Resolves once the lines are on disk. */
  append(lines: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * The records file by its path. After a failure it is opened afresh for the next batch, but never made: where an operator took the file
 * away, a second one would hide that the first is missing. What the operator puts there is used.
 */
export class RecordsFile implements Journal {
  readonly #path: string;
  #opened: OpenedFile | null;
  #closed = false;

  constructor(path: string, opened: OpenedFile) {
    this.#path = path;
    this.#opened = opened;
  }

  async append(lines: string): Promise<void> {
    if (this.#closed) throw new RecordsError('CLOSED');
    try {
      this.#opened ??= await openExisting(this.#path);
      await this.#opened.append(lines);
    } catch (thrown) {
      await this.#forget();
      throw thrown;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#forget();
  }

  async #forget(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    await opened?.close();
  }
}
