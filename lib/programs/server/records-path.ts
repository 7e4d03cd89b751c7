import type { ServerProgramOptions } from '../../config/server-program-options.js';
import { defaultRecordsPath } from '../../records/default-path.js';

/**
 * Returns the path of the records file; null if no records are kept.
 * @throws {ConfigError} `unusable_file`: no file is named, and there is no place for the default one
 */
export function recordsPathOf({ records }: Pick<ServerProgramOptions, 'records'>): string | null {
  return records === false ? null : (records ?? defaultRecordsPath());
}
