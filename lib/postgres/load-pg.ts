import type * as Pg from 'pg';
import { ConfigError } from '../protocol/errors.js';
import { codeOf } from '../protocol/system-errors.js';

/**
 * Loads the client of PostgreSQL. It is an optional peer: who keeps no records there need not install it.
 * @throws {ConfigError} `unusable_database`: it is not installed
 */
export async function loadPg(): Promise<typeof Pg> {
  try {
    return await import('pg');
  } catch (cause) {
    if (codeOf(cause) !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new ConfigError(
      'unusable_database',
      'A postgresql:// URL needs the package pg: run "npm install pg".',
      { cause },
    );
  }
}
