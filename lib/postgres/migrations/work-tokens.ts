import type { Migration } from './migration.js';

/**
 * Work that was handed out, and whose proof has not been accepted: a row is deleted when it is. Rows are locked and changed all the time,
 * so that pages keep some room for that.
 */
export const workTokens: Migration = {
  version: 2,
  name: 'work tokens',
  sql: `
CREATE TABLE tlslp.work_tokens (
  token text PRIMARY KEY,
  certificate text NOT NULL,
  n_bits integer NOT NULL,
  given_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  session text,
  server integer
) WITH (fillfactor = 70);
COMMENT ON TABLE tlslp.work_tokens IS 'Work that was handed out, and whose proof has not been accepted.';
COMMENT ON COLUMN tlslp.work_tokens.certificate IS 'The SHA-256 of the serial number and the issuer, in hex.';
COMMENT ON COLUMN tlslp.work_tokens.session IS 'The session that holds it; null if none does.';
COMMENT ON COLUMN tlslp.work_tokens.server IS 'The number of the server of that session. The session lives while the server holds its advisory lock.';
CREATE INDEX work_tokens_certificate ON tlslp.work_tokens (certificate, given_at);
CREATE INDEX work_tokens_expires_at ON tlslp.work_tokens (expires_at);
`,
};
