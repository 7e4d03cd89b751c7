import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from '../../../lib/postgres/connect.js';
import { migrate } from '../../../lib/postgres/migrate.js';
import type { PostgresServer } from '../postgres.js';
import { DEPLOY } from './deploy-files.js';

const run = promisify(execFile);

/** Runs the documented file of roles in a database, as its head says it. */
export async function runRoles({ directory, port }: PostgresServer, database: string): Promise<void> {
  const where = ['-h', directory, '-p', String(port), '-U', 'postgres', '-d', database];
  const file = join(DEPLOY, 'postgresql-roles.sql');
  await run('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...where, '-f', file]);
}

/** Makes a database as its page does: with the roles, and migrated by their owner. Returns its name. */
export async function createDeployed(server: PostgresServer): Promise<string> {
  const database = await server.createDatabase();
  await runRoles(server, database);
  const owner = await connect(server.socketUrl(database, 'tlslp_owner'), { env: {} });
  try {
    await migrate(owner, database);
  } finally {
    await owner.close();
  }
  await runRoles(server, database);
  return database;
}
