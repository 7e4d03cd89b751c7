import type { SessionRecord } from '../../record.js';
import { jsonText } from '../../json-text.js';
import type { RecordSink } from '../../record-sink.js';
import { codeOf } from '../../../protocol/system-errors.js';
import { openExisting, openOrCreate } from './open-file.js';
import type { OpenedFile } from './opened-file.js';

/** The maximum number of characters in one write and sync. A single record may be longer. */
export const MAX_WRITE_CHARS = 4 * 1024 * 1024;

/**
 * Appends records as lines of JSON to a file. After a failure it opens the path again for the next batch, but never creates the file: if
 * an operator moved it away, a new file would hide the loss. A file that the operator puts there is used. `reopen` creates it, because
 * that is what the operator asks for after a rotation.
 */
export class FileSink implements RecordSink {
  readonly #path: string;
  readonly #reopenGraceMs: number;
  #opened: OpenedFile | null;
  #appending = false;
  /** Ends the wait for `reopen`, while a batch waits. */
  #onReopened: (() => void) | null = null;

  /** @param reopenGraceMs the time that a batch waits for `reopen` when its file was moved away, in milliseconds; default 0 */
  constructor(path: string, opened: OpenedFile, reopenGraceMs = 0) {
    this.#path = path;
    this.#opened = opened;
    this.#reopenGraceMs = reopenGraceMs;
  }

  async append(records: readonly SessionRecord[]): Promise<void> {
    this.#appending = true;
    try {
      await this.#append(records);
    } finally {
      this.#appending = false;
    }
  }

  async #append(records: readonly SessionRecord[]): Promise<void> {
    let used: OpenedFile | null = null;
    try {
      used = await this.#current();
      for (const lines of joined(records)) await used.append(lines);
      if (used !== this.#opened) await used.close();
    } catch (thrown) {
      if (used === this.#opened) this.#opened = null;
      await used?.close();
      if (!(await this.#isReopened(thrown))) throw thrown;
      // All of the batch again: repeated records are harmless, because the last line with an id is valid.
      await this.#append(records);
    }
  }

  async #current(): Promise<OpenedFile> {
    if (this.#opened !== null) return this.#opened;
    return this.#useUnlessReopened(await openExisting(this.#path));
  }

  async #useUnlessReopened(opened: OpenedFile): Promise<OpenedFile> {
    if (this.#opened === null) return (this.#opened = opened);
    await opened.close();
    return this.#opened;
  }

  /** Opens the path again, or creates it, after another program moved the file. If that fails, the old file stays. */
  async reopen(): Promise<OpenedFile> {
    const opened = await openOrCreate(this.#path);
    const old = this.#opened;
    this.#opened = opened;
    // A batch on its way closes the file that it uses.
    if (!this.#appending) await old?.close();
    this.#onReopened?.();
    return opened;
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    await opened?.close();
  }

  /** Returns whether `reopen` has opened another file, or does so in time if that can help. */
  #isReopened(error: unknown): Promise<boolean> {
    if (this.#opened !== null) return Promise.resolve(true);
    if (!isMoved(error)) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (isReopened: boolean): void => {
        clearTimeout(timer);
        this.#onReopened = null;
        resolve(isReopened);
      };
      const timer = setTimeout(settle, this.#reopenGraceMs, false);
      this.#onReopened = () => {
        settle(true);
      };
    });
  }
}

/** Whether the file was moved away from its path, as a rotation does it. */
function isMoved(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code === 'GONE' || code === 'REPLACED';
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
  return `${jsonText(record)}\n`;
}
