import { constants } from 'node:fs';
import { access, lstat, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { codeOf } from '../protocol/system-errors.js';
import { unusableRecords } from './records-errors.js';
import { openExisting } from './sinks/file/open-file.js';

/**
 * Checks that `openRecords` could open or create this file. Changes and creates nothing.
 * @throws {ConfigError} `unusable_file`
 */
export async function checkRecords(path: string): Promise<void> {
  const absolute = resolve(path);
  try {
    const opened = await openExisting(absolute).catch((thrown: unknown) => {
      if (codeOf(thrown) === 'GONE') return null;
      throw thrown;
    });
    if (opened === null) await checkCreatable(dirname(absolute));
    else await opened.close();
  } catch (thrown) {
    throw unusableRecords(absolute, thrown);
  }
}

/** Checks that a directory takes new entries; if it is missing, that its nearest existing parent does. Throws the errors of the system. */
export async function checkCreatable(directory: string): Promise<void> {
  try {
    const stats = await stat(directory);
    if (!stats.isDirectory()) throw Object.assign(new Error('no directory'), { code: 'ENOTDIR' });
    await access(directory, constants.W_OK | constants.X_OK);
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT' || dirname(directory) === directory) throw thrown;
    // A link to nowhere cannot become a directory.
    if (await exists(directory)) throw thrown;
    await checkCreatable(dirname(directory));
  }
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
