import type { Migration } from './migration.js';

/**
 * Sessions and participants. `sessions.record` is the record as a line of a records file has it, byte for byte: it is of type json, which
 * keeps its text. All other columns are taken from it, for queries.
 */
export const records: Migration = {
  version: 1,
  name: 'records',
  sql: `
CREATE TABLE tlslp.participants (
  fingerprint text PRIMARY KEY,
  identity_cn text NOT NULL,
  common_name text,
  emails text[] NOT NULL,
  serial_number text NOT NULL,
  subject jsonb NOT NULL,
  issuer jsonb NOT NULL,
  first_seen_at timestamptz NOT NULL
);
COMMENT ON TABLE tlslp.participants IS 'One row for each certificate that came.';
COMMENT ON COLUMN tlslp.participants.identity_cn IS 'What --identity cn tells participants apart by: cn: and the common name, or the fingerprint.';
CREATE INDEX participants_identity_cn ON tlslp.participants (identity_cn);
CREATE INDEX participants_common_name ON tlslp.participants (lower(left(common_name, 200)));
CREATE INDEX participants_emails ON tlslp.participants USING gin (emails);

CREATE TABLE tlslp.sessions (
  id text PRIMARY KEY,
  started_at timestamptz NOT NULL,
  ended_at timestamptz NOT NULL,
  outcome text NOT NULL,
  confirmed boolean,
  step text NOT NULL,
  error_code text,
  fingerprint text,
  address text,
  n_bits integer,
  work_seconds double precision,
  suppressed bigint NOT NULL,
  answers jsonb NOT NULL,
  record json NOT NULL,
  record_bytes integer NOT NULL
);
COMMENT ON TABLE tlslp.sessions IS 'One row for each session that has a record.';
COMMENT ON COLUMN tlslp.sessions.answers IS 'For queries. A NUL is shown as U+2400, and half a surrogate pair as U+FFFD: record has them.';
COMMENT ON COLUMN tlslp.sessions.record IS 'The record itself, byte for byte as a line of a records file.';
CREATE INDEX sessions_ended_at ON tlslp.sessions (ended_at, id);
CREATE INDEX sessions_fingerprint ON tlslp.sessions (fingerprint, ended_at);
CREATE INDEX sessions_done ON tlslp.sessions (fingerprint) WHERE outcome = 'done';
CREATE INDEX sessions_failures ON tlslp.sessions (step, error_code) WHERE outcome <> 'done';

CREATE TABLE tlslp.once (
  identity text PRIMARY KEY,
  session_id text
);
COMMENT ON TABLE tlslp.once IS 'With --once, the session that made a participant done. No session: he may come again.';
CREATE INDEX once_session_id ON tlslp.once (session_id);
`,
};
