import { loadPg } from '../../../postgres/load-pg.js';
import { parseUrl, shownUrl } from '../../../postgres/parse-url.js';
import { DatabaseError } from '../../../postgres/database-error.js';
import { unusableDatabase } from '../../../postgres/unusable.js';
import { SessionRecords, type RecordsOptions } from '../../session-records.js';
import { PostgresSink, type PostgresSinkOptions } from './postgres-sink.js';

/** Options of {@link openPostgresSink}. */
export interface OpenPostgresOptions extends PostgresSinkOptions {
  /** Whether the database may be away now: then it is asked for when the first records come. Default false. */
  readonly mayBeAway?: boolean;
}

/** A record store that writes to a database. */
export interface PostgresRecords extends SessionRecords {
  /** The URL of the database without its secrets, escaped. */
  readonly place: string;
}

/**
 * Opens a database for records. The caller must close the sink.
 * @throws {ConfigError} `unusable_database`: one line with the URL, without its secrets, the problem and the remedy. A database that lets
 *   nobody in or is away is one too, unless it may be away
 */
export async function openPostgresSink(
  url: string,
  { mayBeAway = false, ...options }: OpenPostgresOptions = {},
): Promise<PostgresSink> {
  await loadPg();
  parseUrl(url);
  const sink = new PostgresSink(url, options);
  try {
    await sink.open();
  } catch (error) {
    if (!mayBeAway || !(error instanceof DatabaseError)) {
      await sink.close();
      throw unusableDatabase(url, error);
    }
  }
  return sink;
}

/**
 * Opens a record store that keeps records in a PostgreSQL database: the package pg must be installed, and `tlslp-records migrate` must have
 * been run. The caller must close the records.
 * @throws {ConfigError} `unusable_database`, as `openPostgresSink`
 */
export async function openPostgresRecords(
  url: string,
  options: OpenPostgresOptions & RecordsOptions = {},
): Promise<PostgresRecords> {
  const sink = await openPostgresSink(url, options);
  const place = shownUrl(url);
  return Object.assign(new SessionRecords(sink, place, options), { place });
}
