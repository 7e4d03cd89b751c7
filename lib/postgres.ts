// What several servers share in a PostgreSQL database: records, and work. The package pg must be installed, and `tlslp-records migrate` must
// have been run.
export {
  openPostgresRecords,
  openPostgresSink,
  type OpenPostgresOptions,
  type PostgresRecords,
} from './records/sinks/postgres/open-postgres.js';
export { PostgresSink, type PostgresSinkOptions } from './records/sinks/postgres/postgres-sink.js';
export type { ConnectOptions } from './postgres/connect.js';
export { doneInDatabase } from './records/sinks/postgres/done-in-database.js';
export { DatabaseError, isUnavailable } from './postgres/database-error.js';
// Reading them.
export { DatabaseRecords, openDatabaseRecords } from './records/reading/database-records.js';
// Work that all servers with this database share.
export {
  openPostgresWorkStore,
  type OpenWorkStore,
  type PostgresWorkStoreOptions,
} from './work/sticky/open-postgres-work-store.js';
export type { LinkState } from './work/sticky/link-state.js';
