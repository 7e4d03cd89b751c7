import type { Connection } from '../../../postgres/connection.js';
import { identityOf, type IdentityKind } from '../../../session/identity.js';
import { listsOf, PARTICIPANT_COLUMNS, seenIn, SESSION_COLUMNS, type Encoded } from './columns.js';
import { CLAIM, RELEASE, STORE_BATCH } from './statements.js';
import { keyOf } from './storable.js';

/** Stores records, each of another session, in one statement. It is durable when the promise resolves. */
export async function store(connection: Connection, batch: readonly Encoded[]): Promise<void> {
  const values = [...listsOf(SESSION_COLUMNS, batch), ...listsOf(PARTICIPANT_COLUMNS, seenIn(batch))];
  await connection.query({ name: 'tlslp_store', text: STORE_BATCH, values });
}

/**
 * Stores records in one transaction, and makes their participants done.
 * @param refuses whether a record is left out whose participant is done by another session
 * @returns the records that were left out
 */
export function storeOnce(
  connection: Connection,
  batch: readonly Encoded[],
  kind: IdentityKind,
  refuses: boolean,
): Promise<readonly Encoded[]> {
  return connection.transaction(async () => {
    await release(connection, batch);
    const owners = await claim(connection, batch, kind);
    const isRefused = ({ record }: Encoded): boolean =>
      refuses && owners.has(record.id) && owners.get(record.id) === false;
    const kept = batch.filter((one) => !isRefused(one));
    if (kept.length > 0) await store(connection, kept);
    return batch.filter(isRefused);
  });
}

/** DONE could not be sent after the answers had been kept: the participant may come again. */
async function release(connection: Connection, batch: readonly Encoded[]): Promise<void> {
  const ids = batch.filter(({ record }) => record.outcome !== 'done').map(({ record }) => keyOf(record.id));
  if (ids.length > 0) await connection.query({ name: 'tlslp_release', text: RELEASE, values: [ids] });
}

/** Returns for each session that is done whether its participant is done by it, and not by another one. */
async function claim(
  connection: Connection,
  batch: readonly Encoded[],
  kind: IdentityKind,
): Promise<ReadonlyMap<string, boolean>> {
  const done = batch.flatMap(({ record: { id, outcome, client } }) =>
    outcome === 'done' && client !== null ? [{ id, identity: keyOf(identityOf(client, kind)) }] : [],
  );
  if (done.length === 0) return new Map();
  // Of two sessions in one batch, the first has it.
  const wanted = new Map<string, string>();
  for (const { id, identity } of done) if (!wanted.has(identity)) wanted.set(identity, keyOf(id));
  const values = [[...wanted.keys()], [...wanted.values()]];
  const rows = await connection.query<{ session_id: string }>({ name: 'tlslp_claim', text: CLAIM, values });
  const owners = new Set(rows.map(({ session_id }) => session_id));
  return new Map(done.map(({ id }) => [id, owners.has(keyOf(id))]));
}
