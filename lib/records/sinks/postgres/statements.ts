import { PARTICIPANT_COLUMNS, SESSION_COLUMNS } from './columns.js';

const SESSION_NAMES = Object.keys(SESSION_COLUMNS);
const PARTICIPANT_NAMES = Object.keys(PARTICIPANT_COLUMNS);

/** The lists of a statement: `$1::text[], $2::timestamptz[]`, … */
function lists(types: readonly string[], first: number): string {
  return types.map((type, index) => `$${first + index}::${type}[]`).join(', ');
}

const types = (columns: Readonly<Record<string, { readonly type: string }>>): string[] =>
  Object.values(columns).map(({ type }) => type);

/** Two records of one session: which one counts. `counts` has the same rule. */
const NEWER = `
  (CASE WHEN excluded.outcome = 'done' AND excluded.confirmed IS NULL THEN 0 ELSE 1 END, excluded.ended_at, excluded.record::text COLLATE "C")
  > (CASE WHEN kept.outcome = 'done' AND kept.confirmed IS NULL THEN 0 ELSE 1 END, kept.ended_at, kept.record::text COLLATE "C")`;

const SEEN = `
seen AS (
  INSERT INTO tlslp.participants (${PARTICIPANT_NAMES.join(', ')})
  SELECT ${PARTICIPANT_NAMES.map((name) => (name === 'emails' ? 'ARRAY(SELECT jsonb_array_elements_text(emails))' : name)).join(', ')}
  FROM unnest(${lists(types(PARTICIPANT_COLUMNS), SESSION_NAMES.length + 1)}) AS one (${PARTICIPANT_NAMES.join(', ')})
  ORDER BY fingerprint
  ON CONFLICT (fingerprint) DO NOTHING
)`;

/** Stores sessions and participants. */
export const STORE_BATCH = `
WITH ${SEEN.trim()}
INSERT INTO tlslp.sessions AS kept (${SESSION_NAMES.join(', ')})
SELECT ${SESSION_NAMES.join(', ')} FROM unnest(${lists(types(SESSION_COLUMNS), 1)}) AS one (${SESSION_NAMES.join(', ')})
ORDER BY id
ON CONFLICT (id) DO UPDATE SET
  (${SESSION_NAMES.slice(1).join(', ')}) = ROW (${SESSION_NAMES.slice(1)
    .map((name) => `excluded.${name}`)
    .join(', ')})
WHERE ${NEWER}`;

/**
 * Makes participants done, each by one session, unless another session has done so. Returns the sessions that have it now, those that had
 * it before included.
 */
export const CLAIM = `
INSERT INTO tlslp.once AS held (identity, session_id)
SELECT identity, session_id FROM unnest($1::text[], $2::text[]) AS one (identity, session_id)
ORDER BY identity
ON CONFLICT (identity) DO UPDATE SET session_id = excluded.session_id
WHERE held.session_id IS NULL OR held.session_id = excluded.session_id
RETURNING session_id`;

/** Sessions that are not done after all: their participants may come again. */
export const RELEASE = 'UPDATE tlslp.once SET session_id = NULL WHERE session_id = ANY ($1::text[])';

/** For a table of --once that does not know what was done before, or without --once. */
export const SEED_ONCE = {
  fingerprint: seed('session.fingerprint', ''),
  cn: seed('identity_cn', 'JOIN tlslp.participants USING (fingerprint)'),
} as const;

function seed(identity: string, join: string): string {
  return `
INSERT INTO tlslp.once AS held (identity, session_id)
SELECT DISTINCT ON (identity) ${identity} AS identity, session.id
FROM tlslp.sessions AS session ${join}
WHERE outcome = 'done' AND session.fingerprint IS NOT NULL
ORDER BY identity, ended_at
ON CONFLICT (identity) DO UPDATE SET session_id = excluded.session_id WHERE held.session_id IS NULL`;
}

/** Who is done, by the keys of identities. */
export const DONE_IDENTITIES = 'SELECT identity FROM tlslp.once WHERE session_id IS NOT NULL';
