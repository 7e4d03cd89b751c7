import { ConfigError } from '../../../protocol/errors.js';
import type { Connection } from '../../../postgres/connection.js';
import { checkSchema } from '../../../postgres/schema.js';

/** Settings of `synchronous_commit` with which a commit is on disk, also that of a synchronous standby. */
const STRONG: ReadonlySet<string> = new Set(['on', 'remote_apply']);

/** The rights that the user lacks, as one text. Empty if he can write records. */
const MISSING_RIGHTS = `
SELECT coalesce(string_agg(privilege || ' on ' || name, ', '), '') AS missing
FROM (VALUES
  ('tlslp.sessions', 'SELECT'), ('tlslp.sessions', 'INSERT'), ('tlslp.sessions', 'UPDATE'),
  ('tlslp.participants', 'SELECT'), ('tlslp.participants', 'INSERT')
) AS needed (name, privilege)
WHERE NOT has_table_privilege(name, privilege)`;

/**
 * Checks that a database can keep records: that its schema is that of this version, its texts are UTF-8, its commits are durable, and the
 * user may write.
 * @param shown the URL without its secrets
 * @throws {ConfigError} `unusable_database`
 * @throws {DatabaseError}
 */
export async function checkDatabase(
  connection: Connection,
  shown: string,
  { weakCommits }: { readonly weakCommits: boolean },
): Promise<void> {
  const [row] = await connection.query<{ commits: string; fsync: string; encoding: string }>(
    `SELECT current_setting('synchronous_commit') AS commits, current_setting('fsync') AS fsync,
       current_setting('server_encoding') AS encoding`,
  );
  const { commits = '', fsync = '', encoding = '' } = row ?? {};
  const refuse = (problem: string): ConfigError =>
    new ConfigError('unusable_database', `The database ${shown} ${problem}`);
  if (encoding !== 'UTF8') throw refuse(`has the encoding ${encoding}, must have UTF8.`);
  await checkSchema(connection, shown);
  const [rights] = await connection.query<{ missing: string }>(MISSING_RIGHTS);
  if (rights !== undefined && rights.missing !== '')
    throw refuse(`gives this user no right to write records: ${rights.missing} is missing. Grant it.`);
  if (weakCommits) return;
  const weak = !STRONG.has(commits)
    ? `synchronous_commit = ${commits}`
    : fsync === 'on'
      ? null
      : `fsync = ${fsync}`;
  if (weak === null) return;
  throw refuse(
    `can lose in a crash what it has committed (${weak}). Set it to on for this user, or give --weak-commits.`,
  );
}
