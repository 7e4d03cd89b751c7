import { ConfigError, isTlslpError } from '../protocol/errors.js';
import { DatabaseError } from './database-error.js';
import { shownUrl } from './parse-url.js';

/** Returns a failure of the database as a ConfigError `unusable_database` of one line. Errors of others stay as they are. */
export function unusableDatabase(url: string, error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return error;
  return new ConfigError(
    'unusable_database',
    `The database ${shownUrl(url)} cannot be used: ${error.message}.`,
  );
}

/** Returns why a database cannot be used, for a log: the messages of our errors hold no secret and no answer, those of others could. */
export function databaseProblem(error: unknown): string {
  return error instanceof DatabaseError || isTlslpError(error) ? error.message : 'unknown reason';
}
