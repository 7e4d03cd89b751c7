import { statSync, writeSync, type BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { codeOf } from '../../../protocol/system-errors.js';
import { RecordsError } from '../../records-errors.js';

/**
 * What is needed of an open file, so that a test can stand in for a disk that misbehaves. Only the sync waits for the disk: the rest goes
 * to the system's memory, and costs a tenth of what waking a thread for it does.
 */
export interface AppendHandle {
  /** @returns how many bytes were taken */
  write(bytes: Uint8Array): number;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/** What tells a file from every other one, whatever its name (`dev`, `ino`), and where it ends. */
export type FileState = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mode'>;

const LF = Buffer.from('\n');

/** A short write is followed by the error that explains it; a disk that never says why is given up on. */
const MAX_WRITES = 3;

/**
 * A file that is open for appending, for as long as nothing goes wrong: after any failure it is to be closed and forgotten. In
 * particular a failed sync is not tried again, because the system may have dropped the pages and would then report success.
 *
 * Other processes may append too. A write of theirs that tears would swallow our next line, so once the file is seen to grow without
 * us, each batch begins with an LF of its own: at worst that is a blank line.
 */
export class OpenedFile {
  /** Type and permissions, as `stat` has them. */
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

  /** Resolves once these lines are on disk, in the file that the path names. */
  async append(lines: string): Promise<void> {
    // Checked before the write, so that nothing goes into a file that was moved away, and after the sync, because only then it counts.
    const before = this.#check();
    this.#shared ||= before.size !== this.#state.size;
    const ownLine = this.#shared || this.#startsWithLf;
    const written = this.#write(Buffer.from(ownLine ? `\n${lines}` : lines));
    await this.#handle.datasync();
    const after = this.#check();
    this.#state = after;
    this.#startsWithLf = false;
    if (!ownLine && after.size !== before.size + BigInt(written)) {
      // Somebody wrote between the two looks, perhaps right before us and torn. Said twice is kept: the last line of an id stands.
      this.#shared = true;
      await this.append(lines);
    }
  }

  async close(): Promise<void> {
    // What was promised is synced; what was not has been reported. The descriptor is gone either way.
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

/** The state of what stands at this path. @throws {RecordsError} `GONE` */
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

/** Whether the file ends in the middle of a line, as a crash in the middle of a write leaves it. */
export async function endsTorn(handle: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 1 && !buffer.equals(LF);
}

/** What is left begins with the record that was cut, on a new line: another process may have appended behind the torn one. */
function afterShortWrite(bytes: Buffer, written: number): Buffer {
  const cutRecord = bytes.subarray(0, written).lastIndexOf(LF) + 1;
  return Buffer.concat([LF, bytes.subarray(cutRecord)]);
}
