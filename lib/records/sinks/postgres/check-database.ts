import { ConfigError } from '../../../protocol/errors.js';
import type { Connection } from '../../../postgres/connection.js';
import { checkSchema } from '../../../postgres/schema.js';

/** Settings of `synchronous_commit` with which a commit is on disk, also that of a synchronous standby. */
const STRONG: ReadonlySet<string> = new Set(['on', 'remote_apply']);

/**
 * Checks that a database can keep records: that its schema is that of this version, its texts are UTF-8, and its commits are durable.
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
