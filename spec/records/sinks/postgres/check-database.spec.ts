import { checkDatabase } from '../../../../lib/records/sinks/postgres/check-database.js';
import { connectFor, postgresTest, usePostgres } from '../../../support/postgres.js';

const postgres = usePostgres();

postgresTest('a database in another encoding cannot hold every answer', async (t) => {
  await postgres().query(
    'postgres',
    `CREATE DATABASE ascii ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
  );
  const connection = await connectFor(t, postgres().url('ascii'));
  await t.throwsAsync(checkDatabase(connection, 'shown', { weakCommits: true }), {
    code: 'unusable_database',
    message: 'The database shown has the encoding SQL_ASCII, must have UTF8.',
  });
});

postgresTest('commits that a crash can take back: refused, unless they are wanted so', async (t) => {
  const name = await postgres().createMigrated();
  const url = postgres().url(name);
  const strong = await connectFor(t, url);
  await t.notThrowsAsync(checkDatabase(strong, 'shown', { weakCommits: false }));
  for (const setting of ['off', 'local', 'remote_write']) {
    await postgres().query('postgres', `ALTER DATABASE "${name}" SET synchronous_commit = ${setting}`);
    const weak = await connectFor(t, url);
    await t.throwsAsync(checkDatabase(weak, 'shown', { weakCommits: false }), {
      message: new RegExp(`what it has committed \\(synchronous_commit = ${setting}\\)`),
    });
    await t.notThrowsAsync(checkDatabase(weak, 'shown', { weakCommits: true }));
  }
});

postgresTest('a database without the tables: the command that makes them', async (t) => {
  const empty = await connectFor(t, postgres().url(await postgres().createDatabase()));
  await t.throwsAsync(checkDatabase(empty, 'shown', { weakCommits: false }), {
    message: /tlslp-records migrate/,
  });
});
