import type { Migration } from './migration.js';

/** The difficulty of a group of servers, and the load of each. */
export const difficulty: Migration = {
  version: 3,
  name: 'difficulty',
  sql: `
CREATE TABLE tlslp.difficulty (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  n_bits smallint NOT NULL CHECK (n_bits BETWEEN 0 AND 64),
  changed_at timestamptz NOT NULL
);
COMMENT ON TABLE tlslp.difficulty IS 'One row: the zero bits that all servers of the group ask new sessions for.';

CREATE TABLE tlslp.difficulty_loads (
  server uuid PRIMARY KEY,
  sessions double precision NOT NULL,
  reported_at timestamptz NOT NULL
);
COMMENT ON TABLE tlslp.difficulty_loads IS 'One row for each server: its sessions in WORK, the average of a minute. A new server takes over a row that was left.';
`,
};
