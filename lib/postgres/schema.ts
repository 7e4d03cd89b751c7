import { ConfigError } from '../protocol/errors.js';
import type { Connection } from './connection.js';
import { DatabaseError } from './database-error.js';
import { MIGRATIONS } from './migrations/list.js';
import type { Migration } from './migrations/migration.js';

/** How the schema of a database stands against the migrations of this version. */
export interface SchemaState {
  /** The migrations that are still to run. */
  readonly missing: readonly Migration[];
  /** The numbers of migrations that a newer version has run, and this one does not know. */
  readonly unknown: readonly number[];
}

const NO_SCHEMA: ReadonlySet<string> = new Set(['3F000', '42P01']);

/**
 * Reads which migrations the database has run.
 * @throws {DatabaseError}
 */
export async function readSchema(
  connection: Connection,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<SchemaState> {
  const applied = await readVersions(connection);
  const known = new Set(migrations.map(({ version }) => version));
  return {
    missing: migrations.filter(({ version }) => !applied.has(version)),
    unknown: [...applied].filter((version) => !known.has(version)).sort((a, b) => a - b),
  };
}

async function readVersions(connection: Connection): Promise<Set<number>> {
  try {
    const rows = await connection.query<{ version: number }>('SELECT version FROM tlslp.migrations');
    return new Set(rows.map(({ version }) => version));
  } catch (error) {
    if (error instanceof DatabaseError && NO_SCHEMA.has(error.code)) return new Set();
    throw error;
  }
}

/**
 * Refuses a database whose schema is not that of this version.
 * @param shown the URL without its secrets
 * @throws {ConfigError} `unusable_database`: it says the command to run
 * @throws {DatabaseError}
 */
export async function checkSchema(connection: Connection, shown: string): Promise<void> {
  const { missing, unknown } = await readSchema(connection);
  if (unknown.length > 0) throw newerSchema(shown, unknown);
  if (missing.length === 0) return;
  const lacks =
    missing.length === MIGRATIONS.length
      ? 'has no tables of ours yet'
      : `lacks ${missing.map(({ version, name }) => `migration ${version} (${name})`).join(', ')}`;
  throw new ConfigError(
    'unusable_database',
    `The database ${shown} ${lacks}: run "tlslp-records migrate --records URL", with the URL of a user who may create tables.`,
  );
}

/** The error for a schema of a newer version. */
export function newerSchema(shown: string, unknown: readonly number[]): ConfigError {
  return new ConfigError(
    'unusable_database',
    `The database ${shown} has migration ${unknown.join(', ')}, which this version does not know: a newer version has migrated it. Update this program.`,
  );
}
