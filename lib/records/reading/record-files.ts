import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ConfigError } from '../../protocol/errors.js';
import { codeOf, systemErrorText } from '../../protocol/system-errors.js';
import type { UnreadFile } from '../done-identities.js';
import type { SessionRecord } from '../record.js';
import { showPath } from '../../protocol/escape.js';
import { rotatedFiles } from '../rotated-files.js';
import { findLastLines, recordsOf } from './last-lines.js';
import type { LineSet } from './line-set.js';
import type { RecordSource } from './record-source.js';
import { wholeLines, type LeftOut } from './whole-lines.js';

const READ_BYTES = 64 * 1024;

/** Options of {@link openRecordFiles}. */
export interface RecordFilesOptions {
  /** Whether to read the files that a rotation has moved away from the path, too. Default true. */
  readonly rotated?: boolean;
}

/** A file that is open for reading. What is appended later is not read. */
export interface OpenedRecords {
  readonly path: string;
  /** Streams buffers of whole lines. Throws the errors of the system. */
  readonly lines: (leftOut?: LeftOut) => AsyncIterable<Buffer>;
}

const GZIP_ERRORS = {
  Z_DATA_ERROR: 'it is not what gzip writes',
  Z_BUF_ERROR: 'it is cut off',
};

/**
 * The records of a file, and of the files that a rotation has moved away from it. The files stay open, so that a rotation changes nothing
 * for a reader; what is written after the opening is not read. The caller must close it.
 */
export class RecordFiles implements RecordSource, AsyncDisposable {
  /**
   * Internal: the files, the oldest first.
   * @hidden
   */
  readonly files: readonly OpenedRecords[];
  readonly #handles: readonly FileHandle[];
  readonly #unread: UnreadFile[];
  #last: Promise<LineSet> | null = null;

  /** Internal: call {@link openRecordFiles} instead. */
  constructor(files: readonly OpenedRecords[], handles: readonly FileHandle[], unread: UnreadFile[]) {
    this.files = files;
    this.#handles = handles;
    this.#unread = unread;
  }

  /** The moved files that could not be read to their end, as far as is known by now. */
  get unread(): readonly UnreadFile[] {
    return this.#unread;
  }

  async *lastRecords(ids?: ReadonlySet<string>): AsyncGenerator<readonly SessionRecord[]> {
    const read = (): AsyncIterable<Buffer> => this.#lines();
    this.#last ??= findLastLines(read);
    yield* recordsOf(read, await this.#last, ids);
  }

  /** Closes the files. Never rejects. */
  async close(): Promise<void> {
    await Promise.all(this.#handles.map((handle) => handle.close().catch(() => undefined)));
  }

  /** The same as `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async *#lines(): AsyncGenerator<Buffer> {
    for (const file of this.files) {
      try {
        yield* file.lines();
      } catch (error) {
        this.#failed(file, error);
      }
    }
  }

  /**
   * Internal: runs a function that reads one of the files. A moved file that cannot be read is remembered.
   * @throws {ConfigError} `unusable_file`: the file itself cannot be read
   * @hidden
   */
  async reading(file: OpenedRecords, read: () => Promise<void>): Promise<void> {
    try {
      await read();
    } catch (error) {
      this.#failed(file, error);
    }
  }

  #failed(file: OpenedRecords, error: unknown): void {
    // Not an error of the system: of the caller, who for example was interrupted.
    if (codeOf(error) === undefined) throw error;
    const { path } = file;
    if (file === this.files.at(-1)) throw unreadable(path, error);
    if (this.#unread.some((one) => one.path === path)) return;
    this.#unread.push({ path, why: systemErrorText(error, GZIP_ERRORS) });
  }
}

/**
 * Opens a records file, and the files that a rotation has moved away from it (`NAME.1`, `NAME-20261128`, plain or compressed by gzip), to
 * read them while a server writes. The caller must close it.
 * @throws {ConfigError} `unusable_file`: there is no such file, it is no regular file, or it cannot be read
 */
export async function openRecordFiles(
  path: string,
  { rotated = true }: RecordFilesOptions = {},
): Promise<RecordFiles> {
  const handles: FileHandle[] = [];
  const unread: UnreadFile[] = [];
  const seen = new Set<string>();
  const openOne = async (one: string, isGzip: boolean): Promise<OpenedRecords | null> => {
    const handle = await open(one, constants.O_RDONLY | constants.O_NONBLOCK);
    handles.push(handle);
    const stats = await handle.stat();
    if (!stats.isFile())
      throw Object.assign(new Error('no file'), { code: stats.isDirectory() ? 'EISDIR' : 'NOT_A_FILE' });
    // A rotation may just have moved the file.
    const identity = `${stats.dev} ${stats.ino}`;
    if (seen.has(identity)) return null;
    seen.add(identity);
    return { path: one, lines: (leftOut) => wholeLines(bytesOf(handle, stats.size, isGzip), leftOut) };
  };
  try {
    const moved: OpenedRecords[] = [];
    // First the file itself: what is moved away meanwhile is found under its new name, and left out there.
    const own = await openOne(path, path.endsWith('.gz')).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT' && rotated) return null;
      throw error;
    });
    for (const { path: other, compression } of rotated ? await rotatedFiles(path) : []) {
      if (compression !== null && compression !== 'gz') {
        unread.push({ path: other, why: `it is compressed (.${compression}), and not by gzip` });
        continue;
      }
      try {
        const file = await openOne(other, compression !== null);
        if (file !== null) moved.push(file);
      } catch (error) {
        unread.push({ path: other, why: systemErrorText(error) });
      }
    }
    if (own === null && moved.length === 0) throw Object.assign(new Error('no file'), { code: 'ENOENT' });
    return new RecordFiles(own === null ? moved : [...moved, own], handles, unread);
  } catch (error) {
    for (const handle of handles) await handle.close();
    throw unreadable(path, error);
  }
}

/** The bytes of a file up to its size when it was opened; a compressed one, which nobody appends to, to its end. */
function bytesOf(handle: FileHandle, size: number, isGzip: boolean): AsyncIterable<Buffer> {
  // `end` is inclusive: of an empty file, it would be -1.
  if (size === 0) return NOTHING;
  const bytes = handle.createReadStream({
    start: 0,
    end: size - 1,
    autoClose: false,
    highWaterMark: READ_BYTES,
  });
  // The error of either of them ends the iteration.
  return isGzip ? pipeline(bytes, createGunzip({ chunkSize: READ_BYTES }), () => undefined) : bytes;
}

const NOTHING: AsyncIterable<Buffer> = {
  async *[Symbol.asyncIterator]() {
    // No bytes.
  },
};

function unreadable(path: string, cause: unknown): ConfigError {
  const why = systemErrorText(cause, { NOT_A_FILE: 'it is not a regular file' });
  return new ConfigError('unusable_file', `Records cannot be read from ${showPath(path)}: ${why}.`, {
    cause,
  });
}
