import type { Connection } from './connection.js';
import { MIGRATIONS } from './migrations/list.js';
import type { Migration } from './migrations/migration.js';
import { newerSchema, readSchema } from './schema.js';

/** The lock under which migrations run: any number that nobody else uses, here the letters `tlslp`. */
const LOCK = 0x74_6c_73_6c_70;

const SCHEMA = `
CREATE SCHEMA IF NOT EXISTS tlslp;
CREATE TABLE IF NOT EXISTS tlslp.migrations (
  version integer PRIMARY KEY,
  name text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`;

/**
 * Runs the migrations that a database lacks, each in a transaction of its own. Others who do the same at the same time wait for each, and
 * then find it done.
 * @param connection one without a timeout for statements: a migration may take long
 * @param shown the URL without its secrets, for messages
 * @param migrations default: all
 * @returns those that were run here
 * @throws {ConfigError} `unusable_database`: a newer version has migrated the database
 * @throws {DatabaseError}
 */
export async function migrate(
  connection: Connection,
  shown: string,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<readonly Migration[]> {
  const done: Migration[] = [];
  for (;;) {
    const next = await connection.transaction(() => runNext(connection, shown, migrations));
    if (next === null) return done;
    done.push(next);
  }
}

/** Runs the first missing migration; returns null if none is missing. */
async function runNext(
  connection: Connection,
  shown: string,
  migrations: readonly Migration[],
): Promise<Migration | null> {
  // It is given back when the transaction ends, also when this process is killed.
  await connection.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  const hasTable = await connection.query<{ name: string | null }>(
    `SELECT to_regclass('tlslp.migrations')::text AS name`,
  );
  // `IF NOT EXISTS` would need the right to create, also where there is nothing to do.
  if ((hasTable[0]?.name ?? null) === null) await connection.query(SCHEMA);
  const { missing, unknown } = await readSchema(connection, migrations);
  if (unknown.length > 0) throw newerSchema(shown, unknown);
  const [next] = missing;
  if (next === undefined) return null;
  await connection.query(next.sql);
  const { version, name } = next;
  await connection.query('INSERT INTO tlslp.migrations (version, name) VALUES ($1, $2)', [version, name]);
  return next;
}
