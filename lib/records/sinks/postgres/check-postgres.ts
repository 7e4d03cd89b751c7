import { openPostgresSink } from './open-postgres.js';
import type { PostgresSinkOptions } from './postgres-sink.js';

/**
 * Checks that `openPostgresRecords` could open this database: connects, and looks at its schema and its settings. Changes nothing.
 * @throws {ConfigError} `unusable_database`
 */
export async function checkPostgres(
  url: string,
  options: Pick<PostgresSinkOptions, 'weakCommits'> = {},
): Promise<void> {
  const sink = await openPostgresSink(url, options);
  await sink.close();
}
