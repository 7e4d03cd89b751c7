import { statSync, writeSync, type BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { codeOf } from '../../../protocol/system-errors.js';
import { RecordsError } from '../../records-errors.js';

/**
 * The operations on an open file. An interface, so that a test can replace a failing disk. Only the sync is asynchronous: a write goes to
 * the system's memory, and is ten times cheaper than a task for a thread.
 */
export interface AppendHandle {
  /** @returns the number of bytes that were written */
  write(bytes: Uint8Array): number;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/** The identity of a file (`dev`, `ino`), its size and its mode. */
export type FileState = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mode'>;

const LF = Buffer.from('\n');

/** The write after a short write usually reports the error. If none does, the append fails after this many writes. */
const MAX_WRITES = 3;

/**
 * A file that is open for appending. After any failure it must be closed and not used again. A failed sync is not retried, because
 * the system may have dropped the pages and would then report success.
 *
 * Other processes may append too. A torn write of theirs would merge with our next line. So after the file has grown by another
 * process, each batch begins with an LF. At worst that adds a blank line.
 */
export class OpenedFile {
  /** Type and permissions, as in `stat`. */
  readonly mode: number;
  readonly #path: string;
  readonly #handle: AppendHandle;
  #state: FileState;
  #startsWithLf: boolean;
  #shared = false;

  /** @param torn whether the file ends in the middle of a line */
  constructor(path: string, handle: AppendHandle, state: FileState, torn: boolean) {
    this.mode = Number(state.mode);
    this.#path = path;
    this.#handle = handle;
    this.#state = state;
    this.#startsWithLf = torn;
  }

  /** Appends these lines. Resolves when they are on disk, in the file that is still at the path. */
  async append(lines: string): Promise<void> {
    // Check before the write: nothing may go into a file that was moved away. Check again after the sync: only then are the lines durable.
    const before = this.#check();
    this.#shared ||= before.size !== this.#state.size;
    const ownLine = this.#shared || this.#startsWithLf;
    const written = this.#write(Buffer.from(ownLine ? `\n${lines}` : lines));
    await this.#handle.datasync();
    const after = this.#check();
    this.#state = after;
    this.#startsWithLf = false;
    if (!ownLine && after.size !== before.size + BigInt(written)) {
      // Another process wrote between the checks. If its write was torn, our first line is lost, so append the lines again: repeated
      // records are harmless, because the last line with an id is valid.
      this.#shared = true;
      await this.append(lines);
    }
  }

  async close(): Promise<void> {
    // Committed records are already synced, and lost ones are already reported. The descriptor is closed even if this fails.
    await this.#handle.close().catch(() => undefined);
  }

  #check(): FileState {
    const now = statFile(this.#path);
    if (now.ino !== this.#state.ino || now.dev !== this.#state.dev) throw new RecordsError('REPLACED');
    return now;
  }

  #write(bytes: Buffer): number {
    let rest = bytes;
    let written = 0;
    for (let writes = 0; writes < MAX_WRITES; writes++) {
      const bytesWritten = this.#handle.write(rest);
      written += bytesWritten;
      if (bytesWritten === rest.length) return written;
      rest = afterShortWrite(rest, bytesWritten);
    }
    throw new RecordsError('SHORT_WRITE');
  }
}

/**
 * Returns the state of the file at this path.
 * @throws {RecordsError} `GONE`
 */
export function statFile(path: string): BigIntStats {
  try {
    return statSync(path, { bigint: true });
  } catch (thrown) {
    throw codeOf(thrown) === 'ENOENT' ? new RecordsError('GONE') : thrown;
  }
}

export function appendHandle(handle: FileHandle): AppendHandle {
  return {
    write: (bytes) => writeSync(handle.fd, bytes),
    datasync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

/** Returns whether the file ends in the middle of a line, as after a crash during a write. */
export async function endsTorn(handle: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 1 && !buffer.equals(LF);
}

/** Returns the bytes still to write: an LF, then the torn record from its start. Another process may have appended after the torn part. */
function afterShortWrite(bytes: Buffer, written: number): Buffer {
  const cutRecord = bytes.subarray(0, written).lastIndexOf(LF) + 1;
  return Buffer.concat([LF, bytes.subarray(cutRecord)]);
}
