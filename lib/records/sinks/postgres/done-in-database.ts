import { connect } from '../../../postgres/connect.js';
import { unusableDatabase } from '../../../postgres/unusable.js';
import { DONE_IDENTITIES } from './statements.js';
import { textOfKey } from './storable.js';

/**
 * Reads who is done, after a sink with `once` was opened on this database; see `identityOf`. An identity that is too long for a key is left
 * out: such a client learns that he is done when he commits his answers.
 * @throws {ConfigError} `unusable_database`
 */
export async function doneInDatabase(url: string): Promise<ReadonlySet<string>> {
  try {
    const connection = await connect(url, { applicationName: 'tlslp-server' });
    try {
      const rows = await connection.query<{ identity: string }>(DONE_IDENTITIES);
      return new Set(rows.map(({ identity }) => textOfKey(identity)).filter((identity) => identity !== null));
    } finally {
      await connection.close();
    }
  } catch (error) {
    throw unusableDatabase(url, error);
  }
}
