import { connect } from '../../lib/postgres/connect.js';
import { migrate } from '../../lib/postgres/migrate.js';
import { MIGRATIONS } from '../../lib/postgres/migrations/list.js';
import { checkSchema, readSchema } from '../../lib/postgres/schema.js';
import test from 'ava';
import { connectFor, postgresTest, usePostgres } from '../support/postgres.js';

const postgres = usePostgres();

test('migrations are numbered from 1, each number once, in order', (t) => {
  t.deepEqual(
    MIGRATIONS.map(({ version }) => version),
    [...new Set(MIGRATIONS.map(({ version }) => version))].sort((a, b) => a - b),
  );
  t.is(MIGRATIONS[0]?.version, 1);
});

postgresTest(
  'a database is refused until it is migrated, and the second run has nothing to do',
  async (t) => {
    const connection = await connectFor(t, postgres().url(await postgres().createDatabase()));
    await t.throwsAsync(checkSchema(connection, 'DB'), {
      code: 'unusable_database',
      message: /^The database DB has no tables of ours yet: run "tlslp-records migrate --records URL"/,
    });
    t.deepEqual(await migrate(connection, 'DB'), MIGRATIONS);
    await checkSchema(connection, 'DB');
    t.deepEqual(await migrate(connection, 'DB'), []);
  },
);

postgresTest('ten that migrate at once run each migration once', async (t) => {
  const url = postgres().url(await postgres().createDatabase());
  const connections = await Promise.all(Array.from({ length: 10 }, () => connectFor(t, url)));
  const done = await Promise.all(connections.map((connection) => migrate(connection, 'DB')));
  t.deepEqual(
    done.flat().sort((a, b) => a.version - b.version),
    MIGRATIONS,
  );
});

postgresTest('a newer schema is refused, and not migrated', async (t) => {
  const database = await postgres().createMigrated();
  const connection = await connectFor(t, postgres().url(database));
  await postgres().query(database, `INSERT INTO tlslp.migrations VALUES (99, 'later')`);
  const newer = { code: 'unusable_database', message: /has migration 99, which this version does not know/ };
  await t.throwsAsync(checkSchema(connection, 'DB'), newer);
  await t.throwsAsync(migrate(connection, 'DB'), newer);
});

postgresTest('a migration that fails leaves nothing behind, and those before it stay', async (t) => {
  const connection = await connectFor(t, postgres().url(await postgres().createDatabase()));
  const broken = [
    ...MIGRATIONS,
    { version: 50, name: 'broken', sql: 'CREATE TABLE tlslp.half (); SELECT 1/0' },
  ];
  await t.throwsAsync(migrate(connection, 'DB', broken), { code: '22012' });
  const { missing } = await readSchema(connection, broken);
  t.deepEqual(
    missing.map(({ name }) => name),
    ['broken'],
  );
  t.deepEqual(await connection.query(`SELECT to_regclass('tlslp.half')::text AS found`), [{ found: null }]);
});

postgresTest('a migration whose process is killed gives the lock back', async (t) => {
  const url = postgres().url(await postgres().createDatabase());
  const killed = await connect(url);
  await killed.query('BEGIN');
  await killed.query('SELECT pg_advisory_xact_lock($1)', [0x74_6c_73_6c_70]);
  const waiting = migrate(await connectFor(t, url), 'DB');
  await killed.destroy();
  t.deepEqual(await waiting, MIGRATIONS);
});
