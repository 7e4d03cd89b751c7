import { isDatabaseUrl } from '../../config/records-options.js';
import type { ServerProgramOptions } from '../../config/server-program-options.js';
import { defaultRecordsPath } from '../../records/default-path.js';

type Records = Pick<ServerProgramOptions, 'records'>;

/**
 * Returns where records are kept: the path of a file, or the URL of a database, which can hold a password. Null if no records are kept.
 * @throws {ConfigError} `unusable_file`: no file is named, and there is no place for the default one
 */
export function recordsPlaceOf({ records }: Records): string | null {
  return records === false ? null : (records ?? defaultRecordsPath());
}

/**
 * Returns the path of the records file; null if there is none.
 * @throws as `recordsPlaceOf`
 */
export function recordsFileOf(program: Records): string | null {
  const place = recordsPlaceOf(program);
  return place === null || isDatabaseUrl(place) ? null : place;
}
