import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import { openPostgresSink } from '../../lib/records/sinks/postgres/open-postgres.js';
import { at, client, failure, sample } from '../records/reading/samples.js';
import { testCertificates } from '../support/certificates.js';
import { connectFor, POSTGRES_BIN, postgresTest, usePostgres } from '../support/postgres.js';
import { blocksOf, ROOT } from './documents.js';
import { makePlace } from './place.js';
import { runBlock } from './shell.js';

const postgres = usePostgres();
const blocks = blocksOf(join(ROOT, 'docs', 'records.md'));
test.after.always(() => {
  testCertificates().cleanup();
});

postgresTest('the quick start with PostgreSQL runs as written', async (t) => {
  const { cwd, env } = await makePlace();
  t.teardown(() => rm(dirname(cwd), { recursive: true, force: true }));
  const { server, ca } = testCertificates();
  const { directory, port } = postgres();
  const place = {
    cwd,
    env: {
      ...env,
      ...{ PGHOST: directory, PGPORT: String(port), PGUSER: 'postgres' },
      ...{ TLSLP_SERVER_CERT: server.certPath, TLSLP_SERVER_KEY: server.keyPath, TLSLP_CA_CERT: ca.certPath },
      PATH: `${POSTGRES_BIN ?? ''}:${env['PATH'] ?? ''}`,
    },
  };
  await writeFile(join(cwd, 'answers.ndjson'), `${JSON.stringify(sample())}\n`);
  const ends = [
    /is up to date\.\nThe configuration is good\.\nNo records\.\n$/,
    /^1 session of answers\.ndjson: 1 new in the database, 0 there already, 0 refused\n$/,
  ];
  for (const block of blocks.filter(({ info }) => info[1] === 'postgres')) {
    const { code, output } = await runBlock(block, place);
    t.is(code, 0, output);
    t.regex(output, ends.shift() ?? /there is one block more/);
  }
  t.deepEqual(ends, []);
});

postgresTest('the recipes in SQL say what was recorded', async (t) => {
  const url = postgres().url(await postgres().createMigrated());
  const [ada, grace, max] = [client('Ada', 'AD'), client('Grace', '6A'), client('Max', 'FF')];
  const sink = await openPostgresSink(url);
  await sink.append([
    failure({ client: ada, endedAt: at(5) }),
    sample({ client: ada, endedAt: at(10), answers: { FULL_NAME: 'Ada', EMAIL1: 'old' } }),
    sample({ client: ada, endedAt: at(20), answers: { FULL_NAME: 'Ada \0', EMAIL1: 'new' } }),
    failure({ client: grace, endedAt: at(30), outcome: 'stopped', error: null, step: 'EMAIL1' }),
    sample({ client: max, endedAt: at(40), answers: { FULL_NAME: 'Max' } }),
  ]);
  await sink.close();
  const connection = await connectFor(t, url);
  const results = [];
  for (const { info, text } of blocks) if (info[0] === 'sql') results.push(await connection.query(text));
  t.deepEqual(results, [
    [
      { common_name: 'Ada', since: new Date(at(10)) },
      { common_name: 'Max', since: new Date(at(40)) },
    ],
    [
      { common_name: 'Ada', full_name: 'Ada \u2400', email: 'new' },
      { common_name: 'Max', full_name: 'Max', email: null },
    ],
    [
      {
        common_name: 'Grace',
        outcome: 'stopped',
        step: 'EMAIL1',
        error_code: null,
        ended_at: new Date(at(30)),
      },
    ],
    [
      { step: 'EMAIL1', error_code: null, tries: 1 },
      { step: 'WORK', error_code: 'invalid_suffix', tries: 1 },
    ],
    [{ n_bits: 8, tries: 3, median: 1.5 }],
  ]);
});

postgresTest('the table of tables names every column', async (t) => {
  const rows = await postgres().query<{ table: string; columns: string[] }>(
    await postgres().createMigrated(),
    `SELECT 'tlslp.' || table_name AS table, array_agg(column_name::text ORDER BY ordinal_position) AS columns
     FROM information_schema.columns WHERE table_schema = 'tlslp' AND table_name IN ('sessions', 'participants') GROUP BY table_name`,
  );
  const docs = (await readFile(join(ROOT, 'docs', 'records.md'), 'utf8')).split('\n');
  for (const { table, columns } of rows) {
    const line = docs.find((text) => text.startsWith(`| \`${table}\``)) ?? '';
    for (const column of columns) t.true(line.includes(`\`${column}\``), `${table}.${column}`);
  }
  t.is(rows.length, 2);
});
