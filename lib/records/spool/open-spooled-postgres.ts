import { DatabaseError, isAway, isDataError } from '../../postgres/database-error.js';
import { shownUrl } from '../../postgres/parse-url.js';
import { unusableDatabase } from '../../postgres/unusable.js';
import { isTlslpError } from '../../protocol/errors.js';
import { openPostgresSink, type OpenPostgresOptions } from '../sinks/postgres/open-postgres.js';
import type { PostgresSink } from '../sinks/postgres/postgres-sink.js';
import { noticesOf } from './notices.js';
import { leftForOthers, spoolPlaceOf } from './spool-place.js';
import { openSpool, type Spool, type SpoolOptions } from './open-spool.js';

/** What passes by itself within this time need not go to the spool, in milliseconds. */
const RETRY_MS = 1000;

/** Options of {@link openSpooledPostgres}. */
export interface SpooledPostgresOptions
  extends Omit<OpenPostgresOptions, 'mayBeAway'>, Pick<SpoolOptions, 'directory' | 'onNotice' | 'deadline'> {}

/**
 * Opens a database for records, with a spool in front of it. The database may be away now: then it is checked when it is back. The caller
 * closes the spool.
 * @throws {ConfigError} `unusable_database`: the URL, the schema, or commits that are not durable; `unusable_file`: the spool
 */
export async function openSpooledPostgres(
  url: string,
  { directory, deadline, onNotice = () => undefined, ...options }: SpooledPostgresOptions,
): Promise<Spool> {
  const place = await spoolPlaceOf(directory, url);
  const sink = await openPostgresSink(url, { deadlineMs: RETRY_MS, ...options, mayBeAway: true });
  try {
    const problem = await problemOf(sink, url);
    const spool = await openSpool(sink, {
      ...{ directory: place, onNotice, isRefusal },
      ...(deadline === undefined ? {} : { deadline }),
      // Whoever has got DONE is not refused afterwards.
      ship: (records) => sink.keep(records),
    });
    const notices = noticesOf(place);
    if (problem !== null) onNotice(notices.away(shownUrl(url), problem));
    for (const other of await leftForOthers(place)) onNotice(notices.others(other));
    return spool;
  } catch (error) {
    await sink.close();
    throw error;
  }
}

/**
 * Checks that `openSpooledPostgres` could open this database: connects, and looks at its schema and its settings. Changes nothing.
 * @returns a sentence if the database is away, null if not
 * @throws {ConfigError} `unusable_database`
 */
export async function checkSpooledPostgres(
  url: string,
  { weakCommits = false }: Pick<OpenPostgresOptions, 'weakCommits'> = {},
): Promise<string | null> {
  const sink = await openPostgresSink(url, { weakCommits, mayBeAway: true });
  try {
    const problem = await problemOf(sink, url);
    if (problem === null) return null;
    return `The database ${shownUrl(url)} is away: ${problem}. A server starts without it, and keeps records in its spool until it is back.`;
  } finally {
    await sink.close();
  }
}

/** Whether the database does not want a record for what it is, whenever it comes: its data, or its participant who is done. */
function isRefusal(cause: unknown): boolean {
  return isDataError(cause) || (isTlslpError(cause) && cause.code === 'already_done');
}

/** Returns why the database is away; null if it is not. A wrong password and the like is said at the start: it does not pass. */
async function problemOf(sink: PostgresSink, url: string): Promise<string | null> {
  try {
    await sink.open();
    return null;
  } catch (error) {
    if (error instanceof DatabaseError && isAway(error)) return error.message;
    throw unusableDatabase(url, error);
  }
}
