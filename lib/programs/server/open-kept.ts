import { isDatabaseUrl } from '../../config/records-options.js';
import type { Log } from '../shared/log.js';
import type { Kept } from './kept.js';
import type { ServerOptions } from './options.js';

/**
 * Opens the records, and reads who is done already. The caller closes `records`.
 * @param place the path of a file, or the URL of a database
 * @throws {ConfigError} `unusable_file`, `unusable_database`. Then nothing is left open
 */
export async function openKept(options: ServerOptions, place: string, log: Log): Promise<Kept> {
  return isDatabaseUrl(place)
    ? (await import('./kept-database.js')).openDatabase(options, place, log)
    : (await import('./kept-file.js')).openFile(options, place, log);
}
