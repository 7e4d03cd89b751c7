import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { connect } from '../../lib/postgres/connect.js';
import { DatabaseError, isDataError, isUnavailable } from '../../lib/postgres/database-error.js';
import { makeDirectory } from '../records/helpers.js';
import { connectFor, PASSWORD, postgresTest, usePostgres } from '../support/postgres.js';

const postgres = usePostgres();

const pgpassLine = (): string =>
  `127.0.0.1:${postgres().port}:*:postgres:${PASSWORD.replace(/[:\\]/g, '\\$&')}\n`;

/** A server that accepts connections, and never says anything. */
async function silent(t: ExecutionContext): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

postgresTest('a password file and a service are used, as psql uses them', async (t) => {
  const directory = await makeDirectory(t);
  const [PGPASSFILE, PGSERVICEFILE] = [join(directory, 'pass'), join(directory, 'services')];
  await writeFile(PGPASSFILE, pgpassLine(), { mode: 0o600 });
  await writeFile(
    PGSERVICEFILE,
    `[answers]\nhost=127.0.0.1\nport=${postgres().port}\nuser=postgres\ndbname=postgres\n`,
  );
  const env = { PGPASSFILE, PGSERVICEFILE, PGAPPNAME: 'from the environment' };
  const connection = await connect('postgresql:///?service=answers', { env });
  t.teardown(() => connection.close());
  t.deepEqual(await connection.query('SHOW application_name'), [
    { application_name: 'from the environment' },
  ]);
});

postgresTest(
  'of several hosts, the first that answers; a read-only one is passed over where that is asked for',
  async (t) => {
    const dead = await silent(t);
    const { port } = postgres();
    const options = { env: { PGPASSWORD: PASSWORD } };
    const connection = await connect(
      `postgresql://postgres@127.0.0.1:1,127.0.0.1:${dead},127.0.0.1:${port}/postgres`,
      // For the silent one. A busy machine must not need as long.
      { ...options, connectTimeoutMs: 2000 },
    );
    await connection.close();
    await t.throwsAsync(
      connect(
        `postgresql://postgres@127.0.0.1:${port}/postgres?target_session_attrs=read-write&options=-cdefault_transaction_read_only%3Don`,
        options,
      ),
      { code: 'READ_ONLY' },
    );
  },
);

postgresTest(
  'a connection that is lost fails what runs on it and all that comes later, and ends nothing else',
  async (t) => {
    const connection = await connectFor(t, postgres().url());
    const [row] = await connection.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const sleeping = connection.query('SELECT pg_sleep(60)');
    await postgres().query('postgres', 'SELECT pg_terminate_backend($1)', [row?.pid]);
    const error = await t.throwsAsync(sleeping, { instanceOf: DatabaseError });
    t.true(isUnavailable(error));
    await t.throwsAsync(connection.query('SELECT 1'), { code: 'LOST' });
    t.true(connection.isLost);
  },
);

postgresTest(
  'a statement that takes too long is cancelled, and the connection is good for the next',
  async (t) => {
    const connection = await connect(postgres().url(), { statementTimeoutMs: 50 });
    t.teardown(() => connection.close());
    const error = await t.throwsAsync(connection.query('SELECT pg_sleep(60)'), { code: '57014' });
    t.true(isUnavailable(error));
    t.deepEqual(await connection.query('SELECT 1 AS one'), [{ one: 1 }]);
  },
);

test('a server that says nothing is given up', async (t) => {
  const url = `postgresql://u:p@127.0.0.1:${await silent(t)}/d?sslmode=disable`;
  const error = await t.throwsAsync(connect(url, { env: {}, connectTimeoutMs: 50 }), { code: 'NO_ANSWER' });
  t.true(isUnavailable(error));
});

postgresTest('TLS that is asked for and not there is said', async (t) => {
  await t.throwsAsync(connect(`${postgres().url()}?sslmode=require`), { code: 'NO_TLS' });
});

postgresTest('what the database says of a value is in no message', async (t) => {
  const connection = await connectFor(t, postgres().url());
  const failures = [
    await t.throwsAsync(connection.query("SELECT 'my answer'::integer")),
    await t.throwsAsync(connection.query("SELECT '{my answer'::json")),
  ];
  for (const error of failures) {
    t.true(isDataError(error));
    t.false(isUnavailable(error));
    t.false(inspect(error, { depth: 9, showHidden: true }).includes('my answer'));
  }
});
