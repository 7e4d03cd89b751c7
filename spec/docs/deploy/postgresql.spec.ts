import type { ExecutionContext } from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '../../../lib/postgres/connect.js';
import type { Connection } from '../../../lib/postgres/connection.js';
import { DatabaseError } from '../../../lib/postgres/database-error.js';
import { migrate } from '../../../lib/postgres/migrate.js';
import { DEPLOY } from '../../support/deployed/deploy-files.js';
import { createDeployed, runRoles } from '../../support/deployed/postgresql.js';
import { postgresTest, usePostgres } from '../../support/postgres.js';

// The documented roles, and the documented settings, on a real PostgreSQL.

const server = usePostgres();

async function connectAs(t: ExecutionContext, role: string, database: string): Promise<Connection> {
  const connection = await connect(server().socketUrl(database, role), { env: {} });
  t.teardown(() => connection.close());
  return connection;
}

async function isDenied(t: ExecutionContext, connection: Connection, sql: string): Promise<void> {
  const error = await t.throwsAsync(connection.query(sql), { instanceOf: DatabaseError }, sql);
  t.is(error.code, '42501', `${sql}: ${error.message}`);
}

const SESSION = `INSERT INTO tlslp.sessions
  (id, started_at, ended_at, outcome, step, suppressed, answers, record, record_bytes)
  VALUES ('one', now(), now(), 'done', 'DONE', 0, '{}', '{}', 2)`;

postgresTest.serial("the server's role writes records, and deletes none", async (t) => {
  const database = await createDeployed(server());
  const role = await connectAs(t, 'tlslp_server', database);
  await role.query(SESSION);
  await role.query(`UPDATE tlslp.sessions SET confirmed = true WHERE id = 'one'`);
  t.is((await role.query('SELECT version FROM tlslp.migrations')).length > 0, true);
  for (const sql of [
    'DELETE FROM tlslp.sessions',
    'DELETE FROM tlslp.participants',
    'TRUNCATE tlslp.sessions',
    'DROP TABLE tlslp.sessions',
    'ALTER TABLE tlslp.sessions ADD COLUMN more text',
    'CREATE TABLE tlslp.more (id text)',
    'CREATE SCHEMA more',
    `INSERT INTO tlslp.migrations (version, name) VALUES (99, 'none')`,
    'UPDATE tlslp.migrations SET version = 98',
    'ALTER TABLE tlslp.sessions OWNER TO tlslp_server',
    'CREATE ROLE more',
    `SET ROLE tlslp_owner`,
  ]) {
    await isDenied(t, role, sql);
  }
  t.is((await role.query('SELECT id FROM tlslp.sessions')).length, 1);
});

postgresTest.serial('a migration needs no second run of the file before a server writes', async (t) => {
  const database = await server().createDatabase();
  await runRoles(server(), database);
  const owner = await connectAs(t, 'tlslp_owner', database);
  await migrate(owner, database);
  const role = await connectAs(t, 'tlslp_server', database);
  await role.query(SESSION);
  await isDenied(t, role, 'DELETE FROM tlslp.sessions');
});

postgresTest.serial("the reader's role reads records, and nothing else", async (t) => {
  const database = await createDeployed(server());
  await (await connectAs(t, 'tlslp_server', database)).query(SESSION);
  const reader = await connectAs(t, 'tlslp_reader', database);
  t.is((await reader.query('SELECT id FROM sessions')).length, 1);
  t.is((await reader.query('SELECT version FROM migrations')).length > 0, true);
  const readOnly = await t.throwsAsync(reader.query('DELETE FROM sessions'), { instanceOf: DatabaseError });
  t.true(['42501', '25006'].includes(readOnly.code), readOnly.code);
  await reader.query('SET default_transaction_read_only = off');
  for (const sql of ['DELETE FROM sessions', `UPDATE sessions SET outcome = 'done'`, SESSION])
    await isDenied(t, reader, sql);
});

postgresTest.serial('nobody else comes in', async (t) => {
  const database = await createDeployed(server());
  await server().query('postgres', 'CREATE ROLE stranger LOGIN');
  const error = await t.throwsAsync(connect(server().socketUrl(database, 'stranger'), { env: {} }));
  t.regex(error.message, /has no permission/);
});

postgresTest.serial("what the roles are set to reaches the server's connection", async (t) => {
  const role = await connectAs(t, 'tlslp_server', await createDeployed(server()));
  const show = async (name: string): Promise<unknown> =>
    Object.values((await role.query<Record<string, string>>(`SHOW ${name}`))[0] ?? {})[0];
  t.is(await show('synchronous_commit'), 'on');
  t.is(await show('idle_in_transaction_session_timeout'), '10s');
});

postgresTest.serial('PostgreSQL starts with the documented settings', async (t) => {
  const text = await readFile(join(DEPLOY, 'postgresql.conf'), 'utf8');
  const settings = [...text.matchAll(/^([a-z_]+) = (.+)$/gm)].map(([, name = '', value = '']) => ({
    name,
    value,
  }));
  t.true(settings.length > 10);
  await server().stop('fast');
  await server().start(...settings.map(({ name, value }) => `${name}=${value}`));
  // Over TCP: a unix socket has no keep-alive.
  const connection = await connect(server().url(), { env: {} });
  t.teardown(() => connection.close());
  for (const { name, value } of settings) {
    const [row] = await connection.query<{ setting: string }>('SELECT current_setting($1) AS setting', [
      name,
    ]);
    t.is(row?.setting, value, name);
  }
});
