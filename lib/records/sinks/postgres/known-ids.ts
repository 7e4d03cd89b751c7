import type { Connection } from '../../../postgres/connection.js';
import { keyOf } from './storable.js';

/**
 * Returns which of these ids the database has a session for.
 * @throws {DatabaseError}
 */
export async function knownIds(connection: Connection, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const text = 'SELECT id FROM tlslp.sessions WHERE id = ANY ($1::text[])';
  const rows = await connection.query<{ id: string }>(text, [ids.map(keyOf)]);
  const found = new Set(rows.map(({ id }) => id));
  return new Set(ids.filter((id) => found.has(keyOf(id))));
}
