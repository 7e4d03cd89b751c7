/** The class of the advisory locks of servers: any number that nobody else uses, here the letters `work`. */
const LOCK_CLASS = 0x77_6f_72_6b;

/** How many rows one sweep removes at most: it must not keep others waiting. */
export const SWEEP_ROWS = 1000;

/**
 * Whether the session that holds a row can still be alive. PostgreSQL drops the lock of a server with its connection, so that the work of
 * one that was killed is free at once. After a start of the database no server has its lock, and each needs a moment to get it again.
 * @param grace the parameter with that moment, in seconds
 */
function isHeld(row: string, grace: string): string {
  return `${row}.session IS NOT NULL AND (
      pg_postmaster_start_time() > now() - ${grace} * interval '1 second'
      OR EXISTS (
        SELECT FROM pg_locks l
        WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted
          AND l.classid = ${LOCK_CLASS} AND l.objid = ${row}.server::oid
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      )
    )`;
}

/** Gives each session the oldest free token of its certificate, or the fresh one. Each certificate comes once at most. */
export const TAKE = `
WITH wanted AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::float8[])
    AS w (certificate, session, token, n_bits, lifetime)
), free AS (
  SELECT w.session, old.token
  FROM wanted w CROSS JOIN LATERAL (
    SELECT t.token FROM tlslp.work_tokens t
    WHERE t.certificate = w.certificate AND t.expires_at > now() AND NOT (${isHeld('t', '$7::float8')})
    ORDER BY t.given_at, t.token
    LIMIT 1
    FOR UPDATE SKIP LOCKED
  ) old
), resumed AS (
  UPDATE tlslp.work_tokens t SET session = free.session, server = $6
  FROM free WHERE t.token = free.token
  RETURNING t.session, t.token, t.n_bits, t.expires_at
), fresh AS (
  INSERT INTO tlslp.work_tokens (token, certificate, n_bits, given_at, expires_at, session, server)
  SELECT w.token, w.certificate, w.n_bits, now(), now() + w.lifetime * interval '1 second', w.session, $6
  FROM wanted w WHERE NOT EXISTS (SELECT FROM free WHERE free.session = w.session)
  ON CONFLICT (token) DO NOTHING
  RETURNING session, token, n_bits, expires_at
)
SELECT session, token, n_bits, true AS is_resumed, extract(epoch FROM expires_at - now())::float8 AS seconds_left
FROM resumed
UNION ALL
SELECT session, token, n_bits, false, extract(epoch FROM expires_at - now())::float8
FROM fresh`;

/** Deletes the tokens that their sessions hold, and returns them. */
export const SPEND = `
DELETE FROM tlslp.work_tokens t
USING unnest($1::text[], $2::text[]) AS s (token, session)
WHERE t.token = s.token AND t.session = s.session
RETURNING t.token`;

/** Deletes tokens, whoever holds them. */
export const FORGET = 'DELETE FROM tlslp.work_tokens WHERE token = ANY ($1::text[])';

/** Sets the tokens free that their sessions hold. */
export const RELEASE = `
UPDATE tlslp.work_tokens t SET session = NULL, server = NULL
FROM unnest($1::text[], $2::text[]) AS s (token, session)
WHERE t.token = s.token AND t.session = s.session`;

/** Deletes the oldest free tokens of certificates that have too many. */
export const PRUNE = `
DELETE FROM tlslp.work_tokens WHERE token IN (
  SELECT old.token
  FROM unnest($1::text[]) AS c (certificate) CROSS JOIN LATERAL (
    SELECT t.token FROM tlslp.work_tokens t
    WHERE t.certificate = c.certificate AND t.session IS NULL
    ORDER BY t.given_at DESC, t.token DESC
    OFFSET $2
    FOR UPDATE SKIP LOCKED
  ) old
) AND session IS NULL`;

/** Keeps the tokens of living sessions for them, under the new number of their server. */
export const ADOPT = `
UPDATE tlslp.work_tokens t SET server = $3
FROM unnest($1::text[], $2::text[]) AS s (token, session)
WHERE t.token = s.token AND t.session = s.session`;

/** Adds tokens that were given while the database was away: of living sessions, and free ones. */
export const ADD = `
INSERT INTO tlslp.work_tokens (token, certificate, n_bits, given_at, expires_at, session, server)
SELECT w.token, w.certificate, w.n_bits, now(), now() + w.seconds_left * interval '1 second', w.session,
  CASE WHEN w.session IS NOT NULL THEN $6::integer END
FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::float8[])
  AS w (certificate, session, token, n_bits, seconds_left)
ON CONFLICT (token) DO UPDATE SET server = excluded.server WHERE work_tokens.session = excluded.session`;

/** Deletes tokens that have expired. Their sessions may end a little later than they do. */
export const SWEEP = `
DELETE FROM tlslp.work_tokens WHERE token IN (
  SELECT token FROM tlslp.work_tokens WHERE expires_at < now() - interval '1 minute'
  ORDER BY expires_at LIMIT ${SWEEP_ROWS} FOR UPDATE SKIP LOCKED
)
RETURNING token`;

/** Deletes the free tokens beyond a number: those that expire first. */
export const LIMIT = `
DELETE FROM tlslp.work_tokens WHERE token IN (
  SELECT token FROM tlslp.work_tokens WHERE session IS NULL
  ORDER BY expires_at DESC OFFSET $1 LIMIT ${SWEEP_ROWS} FOR UPDATE SKIP LOCKED
)`;

/** So that the locks of a machine that lost its power or its network are dropped soon, and commits are safe. */
export const SETTINGS = `
SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
  set_config('tcp_keepalives_count', '3', false), set_config('synchronous_commit', 'on', false)`;

export const LOCK = `SELECT pg_try_advisory_lock(${LOCK_CLASS}, $1) AS locked`;
