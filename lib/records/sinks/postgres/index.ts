// Records in a PostgreSQL database. The package pg must be installed, and `tlslp-records migrate` must have been run.
export {
  openPostgresRecords,
  openPostgresSink,
  type OpenPostgresOptions,
  type PostgresRecords,
} from './open-postgres.js';
export { PostgresSink, type PostgresSinkOptions } from './postgres-sink.js';
export type { ConnectOptions } from '../../../postgres/connect.js';
export { doneInDatabase } from './done-in-database.js';
export { DatabaseError, isUnavailable } from '../../../postgres/database-error.js';
// Reading them.
export { DatabaseRecords, openDatabaseRecords } from '../../reading/database-records.js';
