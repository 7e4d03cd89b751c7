import { constants } from 'node:fs';
import { resolve } from 'node:path';
import { openOrCreate } from './sinks/file/open-file.js';
import { SessionRecords, type RecordsOptions } from './session-records.js';
import { FileSink } from './sinks/file/file-sink.js';
import { showPath, unusableRecords } from './records-errors.js';

/** Permission bits that let anybody but the owner read or write. */
const OTHERS = 0o066;

/** Records in a file. */
export interface FileRecords extends SessionRecords {
  /** The file, as an absolute path. */
  readonly path: string;
  /** What the operator should know about the file, one sentence each; fit to be shown. */
  readonly warnings: readonly string[];
}

/**
 * Opens the records file, and makes it where it is missing: mode 0600, its directories 0700. Whoever opens it closes it.
 * @throws {ConfigError} `unusable_file`: one line that says which file, what is wrong with it, and what to do
 */
export async function openRecords(path: string, options: RecordsOptions = {}): Promise<FileRecords> {
  const absolute = resolve(path);
  try {
    const opened = await openOrCreate(absolute);
    const records = new SessionRecords(new FileSink(absolute, opened), absolute, options);
    return Object.assign(records, { path: absolute, warnings: warningsAbout(absolute, opened.mode) });
  } catch (thrown) {
    throw unusableRecords(absolute, thrown);
  }
}

// Said, not changed: the operator may have meant it, a group of readers for example.
function warningsAbout(path: string, mode: number): string[] {
  const isRegular = (mode & constants.S_IFMT) === constants.S_IFREG;
  if (!isRegular || (mode & OTHERS) === 0 || process.platform === 'win32') return [];
  const permissions = (mode & 0o777).toString(8);
  return [
    `Others than its owner can open the records file ${showPath(path)} (mode ${permissions}): mode 600 keeps it to its owner.`,
  ];
}
