import type { SessionRecord } from '../../record.js';
import type { RecordSink } from '../../record-sink.js';
import { openExisting } from './open-file.js';
import type { OpenedFile } from './opened-file.js';
import { recordLine } from './record-line.js';

/** What is written and synced at once is at most this long, unless it is one record. */
export const MAX_WRITE_CHARS = 4 * 1024 * 1024;

/**
 * Records as lines of JSON in the file at a path. After a failure it is opened afresh for the next batch, but never made: where an operator
 * took the file away, a second one would hide that the first is missing. What the operator puts there is used.
 */
export class FileSink implements RecordSink {
  readonly #path: string;
  #opened: OpenedFile | null;

  constructor(path: string, opened: OpenedFile) {
    this.#path = path;
    this.#opened = opened;
  }

  async append(records: readonly SessionRecord[]): Promise<void> {
    try {
      this.#opened ??= await openExisting(this.#path);
      for (const lines of joined(records)) await this.#opened.append(lines);
    } catch (thrown) {
      await this.close();
      throw thrown;
    }
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    await opened?.close();
  }
}

function* joined(records: readonly SessionRecord[]): Generator<string> {
  let lines = '';
  for (const record of records) {
    const line = recordLine(record);
    if (lines !== '' && lines.length + line.length > MAX_WRITE_CHARS) {
      yield lines;
      lines = '';
    }
    lines += line;
  }
  yield lines;
}
