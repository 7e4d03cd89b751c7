import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { readSettings } from '../../postgres/settings.js';
import { isOwned } from './folder-names.js';
import { foldersIn } from './take-over.js';

const HASH_CHARS = 8;

/**
 * Returns the directory of a spool for one database: servers with different databases may share the directory above, and none ships
 * records to the database of another. The name of the user does not count, nor how the URL is written.
 * @throws {ConfigError} `unusable_database`
 */
export async function spoolPlaceOf(directory: string, url: string): Promise<string> {
  const { hosts, database } = await readSettings(url);
  const places = hosts.map(({ host, port }) => `${host} ${port}`).sort();
  const hash = createHash('sha256')
    .update(JSON.stringify([database, ...places]))
    .digest('hex');
  const readable = database.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 40);
  return join(resolve(directory), `${readable}-${hash.slice(0, HASH_CHARS)}`);
}

/** Returns the directories beside that of a spool in which processes that run no more have left records for another database. */
export async function leftForOthers(place: string): Promise<string[]> {
  const left: string[] = [];
  for (const one of await placesIn(dirname(place))) {
    if (one === place) continue;
    const folders = await foldersIn(one);
    if (folders.some(({ path, segments }) => segments.length > 0 && !isOwned(path))) left.push(one);
  }
  return left;
}

/** Returns the spools of databases in a directory in which records wait. */
export async function spoolsIn(directory: string): Promise<string[]> {
  const spools: string[] = [];
  for (const place of await placesIn(directory)) {
    if ((await foldersIn(place)).some(({ segments }) => segments.length > 0)) spools.push(place);
  }
  return spools;
}

/** Returns the directories in a directory, in order. None if it cannot be read. */
async function placesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(directory, name))
    .sort();
}
