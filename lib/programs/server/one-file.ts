import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { describeText } from '../../config/rules.js';
import { ConfigError } from '../../protocol/errors.js';
import { DEFAULT_FILES, nameOf } from '../shared/log-file.js';

/**
 * Refuses a log and records that are one file, by whatever name: a link, another path, or a name that the rotation of the log uses. The
 * rotation would move the records away, and then replace them.
 * @throws {ConfigError} `unusable_file`
 */
export function refuseOneFile(logFile: string | null, records: string | null): void {
  if (logFile === null || records === null) return;
  const identity = identityOf(records);
  if (identity === null) return;
  const path = realPath(logFile);
  for (let n = 0; n < DEFAULT_FILES; n++) {
    if (identityOf(nameOf(path, n)) !== identity) continue;
    const name =
      n === 0 ? '' : `: the log's rotation uses its name (${describeText(basename(nameOf(path, n)))})`;
    throw new ConfigError(
      'unusable_file',
      `--log-file ${describeText(logFile)}: must not be the file of --records ${describeText(records)}${name}`,
    );
  }
}

/** Returns the device and inode of a regular file; its path, if there is no file yet; null for a device or a pipe, which takes both. */
function identityOf(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stats === undefined) return realPath(path);
  return stats.isFile() ? `${stats.dev} ${stats.ino}` : null;
}

/** Resolves the links of a path, or, if there is no file yet, of its directory. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // The last part, or more, is not there.
  }
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return resolve(path);
  }
}
