import type { Connection } from '../../../postgres/connection.js';
import type { Statement } from '../../../postgres/connection.js';
import { CHANGE_INTERVAL_MS } from '../decide.js';

/** A server that has not reported for this time is not counted, in seconds. */
export const STALE_SECONDS = 20;
/** After this time, another server may take over its row. */
const LEFT_SECONDS = 3600;

/** What a server learns when it reports its load. */
export interface GroupState {
  /** The load of all servers. */
  readonly load: number;
  /** The number of zero bits of the group. */
  readonly nBits: number;
}

// One statement. Its parts see the tables as they were before it: the own row is left out of the sum, and added as it was reported. A
// server may not delete: a new one takes over a row that was left, so that the table has as many rows as there are servers at most.
const REPORT = `
WITH begun AS (
  INSERT INTO tlslp.difficulty (n_bits, changed_at) VALUES ($3::smallint, '-infinity')
  ON CONFLICT DO NOTHING RETURNING n_bits
), kept AS (
  UPDATE tlslp.difficulty_loads SET sessions = $2, reported_at = now() WHERE server = $1 RETURNING server
), taken AS (
  UPDATE tlslp.difficulty_loads SET server = $1, sessions = $2, reported_at = now()
  WHERE NOT EXISTS (SELECT FROM kept) AND server = (
    SELECT server FROM tlslp.difficulty_loads
    WHERE reported_at < now() - make_interval(secs => ${LEFT_SECONDS})
    ORDER BY reported_at LIMIT 1 FOR UPDATE SKIP LOCKED
  ) RETURNING server
), added AS (
  INSERT INTO tlslp.difficulty_loads (server, sessions, reported_at)
  SELECT $1::uuid, $2::double precision, now() WHERE NOT EXISTS (SELECT FROM kept) AND NOT EXISTS (SELECT FROM taken)
  ON CONFLICT DO NOTHING
)
SELECT
  $2::double precision + coalesce((
    SELECT sum(sessions) FROM tlslp.difficulty_loads
    WHERE server <> $1 AND reported_at > now() - make_interval(secs => ${STALE_SECONDS})
  ), 0) AS load,
  coalesce((SELECT n_bits FROM tlslp.difficulty), (SELECT n_bits FROM begun), $3::smallint)::integer AS "nBits"`;

// Atomic: of several servers that want the same change, one makes it; and the group changes once in the interval.
const CHANGE = `
UPDATE tlslp.difficulty SET n_bits = $2, changed_at = now()
WHERE n_bits = $1 AND changed_at <= now() - make_interval(secs => ${CHANGE_INTERVAL_MS / 1000})
RETURNING n_bits`;

type Queries = Pick<Connection, 'query'>;

/**
 * Reports the load of a server, and returns that of the group.
 * @param server a UUID, another one for each server
 * @param floor the number of zero bits that a new group begins with
 * @throws {DatabaseError}
 */
export async function reportLoad(
  connection: Queries,
  server: string,
  load: number,
  floor: number,
): Promise<GroupState> {
  const [state] = await connection.query<GroupState>(
    statement('difficulty_report', REPORT, [server, load, floor]),
  );
  return state ?? { load, nBits: floor };
}

/**
 * Changes the number of zero bits of the group. Returns false if another server has changed it, now or within the last minute.
 * @throws {DatabaseError}
 */
export async function changeGroup(connection: Queries, from: number, to: number): Promise<boolean> {
  const rows = await connection.query(statement('difficulty_change', CHANGE, [from, to]));
  return rows.length === 1;
}

function statement(name: string, text: string, values: readonly unknown[]): Statement {
  return { name: `tlslp_${name}`, text, values };
}
