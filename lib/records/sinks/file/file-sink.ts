import type { SessionRecord } from '../../record.js';
import type { RecordSink } from '../../record-sink.js';
import { openExisting } from './open-file.js';
import type { OpenedFile } from './opened-file.js';

/** The maximum number of characters in one write and sync. A single record may be longer. */
export const MAX_WRITE_CHARS = 4 * 1024 * 1024;

// JSON does not escape these characters. Some programs end a line at them (Python's splitlines), and a terminal executes a few.
const LINE_BREAKERS = /[\u007f-\u009f\u2028\u2029]/g;

/**
 * Appends records as lines of JSON to a file. After a failure it opens the path again for the next batch, but never creates the file: if
 * an operator moved it away, a new file would hide the loss. A file that the operator puts there is used.
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

/** Encodes the record as one line of JSON. The only LF is the last byte. */
export function recordLine(record: SessionRecord): string {
  const json = JSON.stringify(record).replace(
    LINE_BREAKERS,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${json}\n`;
}
