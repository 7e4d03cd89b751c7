import { resolve } from 'node:path';
import { milliseconds } from '../protocol/milliseconds.js';
import { accompany, type Accompanied, type CompanionOptions } from './companions.js';
import { openOrCreate } from './sinks/file/open-file.js';
import { SessionRecords, type RecordsOptions } from './session-records.js';
import { FileSink } from './sinks/file/file-sink.js';
import { fileWarnings } from './file-warnings.js';
import { unusableRecords } from './records-errors.js';

/** The file in warnings. */
const WHAT = 'records file';

/** A record store that writes to a file. */
export interface FileRecords extends SessionRecords, Pick<Accompanied, 'setMinFreeBytes' | 'space'> {
  /** The absolute path of the file. */
  readonly path: string;
  /** Warnings about the file for the operator, already escaped. */
  readonly warnings: readonly string[];
  /**
   * Opens the path again, or creates the file, after another program moved it. Resolves to warnings as above.
   * @throws {ConfigError} `unusable_file`; the old file stays in use
   */
  readonly reopen: () => Promise<readonly string[]>;
}

/** Options of a records file. */
export interface FileRecordsOptions extends RecordsOptions, CompanionOptions {
  /**
   * The time that records wait for `reopen` when their file was moved away, in seconds. A rotation moves first, and asks for a new file
   * then. Default 0: their sessions fail at once.
   */
  readonly reopenGrace?: number;
}

/**
 * Opens the records file, or creates it if it is missing: mode 0600, missing directories 0700. The caller must close the records. While
 * they are open, a small file stands beside them, `FILE.running.PID.RUN`: see docs/records.md.
 * @throws {ConfigError} `unusable_file`: one line with the path, the problem and the remedy
 */
export async function openRecords(path: string, options: FileRecordsOptions = {}): Promise<FileRecords> {
  const absolute = resolve(path);
  try {
    const opened = await openOrCreate(absolute);
    const sink = new FileSink(absolute, opened, milliseconds(options.reopenGrace ?? 0));
    const records = new SessionRecords(sink, absolute, options);
    const reopen = async (): Promise<readonly string[]> => {
      try {
        await sink.reopen();
        return fileWarnings(WHAT, absolute);
      } catch (thrown) {
        throw unusableRecords(absolute, thrown);
      }
    };
    const { warnings, setMinFreeBytes, space } = await accompany(records, absolute, options);
    return Object.assign(records, {
      path: absolute,
      warnings: [...fileWarnings(WHAT, absolute), ...warnings],
      reopen,
      setMinFreeBytes,
      space,
    });
  } catch (thrown) {
    throw unusableRecords(absolute, thrown);
  }
}
