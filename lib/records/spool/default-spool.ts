import { dirname, join } from 'node:path';
import { ConfigError } from '../../protocol/errors.js';
import { defaultRecordsPath } from '../default-path.js';

/**
 * Returns the default directory of spools: `spool` beside the default records file.
 * @throws {ConfigError} `unusable_file`: the environment names no directory, and the user has no home
 */
export function defaultSpoolDirectory(env: NodeJS.ProcessEnv = process.env, home?: string): string {
  try {
    return join(dirname(defaultRecordsPath(env, home)), 'spool');
  } catch (cause) {
    throw new ConfigError(
      'unusable_file',
      'Records cannot wait in a spool: this user has no home directory. Choose a directory with --spool, or have none with --no-spool.',
      { cause },
    );
  }
}
