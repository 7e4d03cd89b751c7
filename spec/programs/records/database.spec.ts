import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { openPostgresSink } from '../../../lib/records/sinks/postgres/open-postgres.js';
import { connectFor, PASSWORD, postgresTest, usePostgres } from '../../support/postgres.js';
import { Program, ROOT } from '../../support/programs.js';
import { run } from '../../support/records-program.js';
import { at, lineOf, sample } from '../../records/reading/samples.js';
import { CLASS, recordsFile } from './fixture.js';

const postgres = usePostgres();

/** In a file, the records stand as they came; in a database, as they ended. */
const ORDERED = [...CLASS].sort((a, b) => (a.endedAt < b.endedAt ? -1 : 1));

async function database(records = ORDERED): Promise<{ name: string; url: string }> {
  const name = await postgres().createMigrated();
  const url = postgres().url(name);
  const sink = await openPostgresSink(url);
  if (records.length > 0) await sink.append(records);
  await sink.close();
  return { name, url };
}

const ROSTER = 'name,email\nAda Lovelace,ada@example.org\nMax,\nNobody,\n';

postgresTest('every command says of a database what it says of a file', async (t) => {
  const { url, name } = await database();
  const file = await recordsFile(t, ORDERED.map(lineOf).join(''));
  const roster = await recordsFile(t, ROSTER);
  const commands = [
    ['list'],
    ['list', '--json', '--identity', 'cn'],
    ['show', 'Ada Lovelace'],
    ['show', 'ada@example.org', '--json'],
    ['why', 'ADADADAD'],
    ['why', 'Ada Lovelace', '--json'],
    ['why', 'nobody'],
    ['missing', '--roster', roster],
    ['missing', '--roster', roster, '--json', '--identity', 'cn'],
    ['stats'],
    ['stats', '--json'],
    ['export'],
    ['export', '--first', '--names', 'COUNTRY', '--before', at(2000)],
    ['export', '--all', '--format', 'ndjson'],
    ['export', '--all', '--format', 'json'],
  ];
  for (const command of commands) {
    const ofDatabase = await run(...command, '--records', url);
    t.deepEqual(ofDatabase, await run(...command, '--records', file), command.join(' '));
    t.true(ofDatabase.out.length + ofDatabase.err.length > 0);
  }
  await postgres().untilUnused(name);
});

postgresTest('TLSLP_RECORDS names the database, too', async (t) => {
  const { url } = await database();
  const program = new Program(t, process.execPath, [join(ROOT, 'bin/tlslp-records'), 'stats'], {
    env: { TLSLP_RECORDS: url },
  });
  t.deepEqual(await program.ended, { code: 0, signal: null });
  t.deepEqual(program.stdout.trimEnd().split('\n'), (await run('stats', '--records', url)).out);
});

postgresTest('verify: sound, and with rows that somebody has changed', async (t) => {
  const { url, name } = await database();
  const shown = `postgresql://postgres@127.0.0.1:${postgres().port}/${name}`;
  t.deepEqual(await run('verify', '--records', url), {
    code: 0,
    out: [`${shown}: 7 sessions`, 'Sound.'],
    err: [],
  });
  await postgres().query(name, `UPDATE tlslp.sessions SET outcome = 'done' WHERE id = 'max 2'`);
  await postgres().query(name, `UPDATE tlslp.sessions SET record = '{"id":"evil 1"}' WHERE id = 'evil 1'`);
  t.deepEqual(await run('verify', '--records', url), {
    code: 1,
    out: [
      `${shown}: 7 sessions`,
      '        1  that this version cannot read',
      '        1  with columns that are not those of the record: somebody has changed them',
      '  session evil 1: no record',
      '  session max 2: its columns are not those of its record',
      'Damaged: the rows above are wrong. All others count.',
    ],
    err: [],
  });
  const stats = await run('stats', '--records', url);
  t.deepEqual(
    [stats.code, stats.err],
    [0, ['tlslp-records: 1 row is no record: "tlslp-records verify" names some']],
  );
});

postgresTest('migrate: what it did, what is to do, and two at once', async (t) => {
  const name = await postgres().createDatabase();
  const url = postgres().url(name);
  const shown = `postgresql://postgres@127.0.0.1:${postgres().port}/${name}`;
  const refused = await run('list', '--records', url);
  t.deepEqual(refused, {
    code: 1,
    out: [],
    err: [
      `tlslp-records: The database ${shown} has no tables of ours yet: run "tlslp-records migrate --records URL", with the URL of a user who may create tables.`,
    ],
  });
  const dry = await run('migrate', '--dry-run', '--records', url);
  t.is(dry.code, 1);
  t.deepEqual([dry.out[0], dry.out.at(-1)], ['To run: migration 1 (records)', `${shown} is not up to date.`]);
  const done = await run('migrate', '--records', url);
  t.is(done.code, 0);
  t.deepEqual([done.out[0], done.out.at(-1)], ['Ran: migration 1 (records)', `${shown} is up to date.`]);
  t.deepEqual(await run('migrate', '--records', url), { code: 0, out: [`${shown} is up to date.`], err: [] });
  t.is((await run('list', '--records', url)).out[0], 'No records.');
});

const wrong: readonly [title: string, url: () => string, message: RegExp][] = [
  [
    'a wrong password',
    () => postgres().url('postgres', 'postgres', 'n/o@pe'),
    /: the password is wrong, or there is no such user\.$/,
  ],
  [
    'no password',
    () =>
      postgres()
        .url()
        .replace(/:[^:@]*@/, '@'),
    /: it asks for a password, and none is given: use PGPASSFILE, PGPASSWORD or a service\.$/,
  ],
  ['an unknown database', () => postgres().url('nowhere'), /: there is no such database\.$/],
  ['nobody who listens', () => 'postgresql://a:secret@127.0.0.1:1/b', /: connection refused\.$/],
  [
    'no such socket',
    () => 'postgresql://a:secret@%2Fnowhere/b',
    /: there is no such socket: it does not run, or listens elsewhere\.$/,
  ],
  [
    'a password that is not encoded',
    () => 'postgresql://a:sec/ret@h/b',
    /The database postgresql:\/\/… \(malformed\): must be postgresql:/,
  ],
  [
    'an unknown parameter',
    () => 'postgresql://a:secret@h/b?sslmod=x',
    /: the parameter sslmod is unknown\.$/,
  ],
  ['an unknown service', () => 'postgresql:///?service=nope', /The service "nope" is not in /],
];

for (const [title, url, message] of wrong) {
  postgresTest(`${title}: one line without the password, and exit 1`, async (t) => {
    const { code, out, err } = await run('list', '--records', url());
    t.is(code, 1);
    t.deepEqual(out, []);
    t.is(err.length, 1);
    t.regex(err[0] ?? '', message);
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), 'secret', 'sec/ret', 'n/o@pe', 'n%2Fo'])
      t.false((err[0] ?? '').includes(secret));
  });
}

postgresTest('thirty thousand sessions are read, in many portions', async (t) => {
  const { url, name } = await database([sample()]);
  await postgres().query(
    name,
    `INSERT INTO tlslp.sessions (id, started_at, ended_at, outcome, confirmed, step, suppressed, answers, record, record_bytes)
     SELECT replace(record->>'id', left(record->>'id', 8), lpad(n::text, 8, '0')), started_at, ended_at, outcome, confirmed, step, 0, answers,
       replace(record::text, left(record->>'id', 8), lpad(n::text, 8, '0'))::json, record_bytes
     FROM tlslp.sessions, generate_series(1, 30000) AS n`,
  );
  const { code, out } = await run('stats', '--json', '--records', url);
  t.is(code, 0);
  t.like(JSON.parse(out[0] ?? ''), { sessions: 30_001 });
});

postgresTest('a signal ends a migration that waits for another one', async (t) => {
  const name = await postgres().createDatabase();
  const holder = await connectFor(t, postgres().socketUrl(name));
  await holder.query('SELECT pg_advisory_lock($1)', [0x74_6c_73_6c_70]);
  const args = [join(ROOT, 'bin/tlslp-records'), 'migrate', '--records', postgres().url(name)];
  const program = new Program(t, process.execPath, args);
  const waits = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`;
  while ((await holder.query(waits)).length === 0);
  program.signal('SIGTERM');
  t.deepEqual(await program.ended, { code: 143, signal: null });
});

test('without the package pg, one line says how to install it', async (t) => {
  const hooks = `export async function resolve(specifier, context, next) {
    if (specifier !== 'pg') return next(specifier, context);
    throw Object.assign(new Error('not there'), { code: 'ERR_MODULE_NOT_FOUND' });
  }`;
  const asUrl = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(asUrl(hooks))});`;
  const args = ['--import', asUrl(register), join(ROOT, 'bin/tlslp-records'), 'list'];
  const program = new Program(t, process.execPath, [...args, '--records', 'postgresql://a:secret@h/d']);
  t.deepEqual(await program.ended, { code: 1, signal: null });
  t.is(program.stderr, 'tlslp-records: A postgresql:// URL needs the package pg: run "npm install pg".\n');
});

test('nothing of pg is loaded where records are files', (t) => {
  // Only the files of lib/postgres name it, and those are imported when a URL is given.
  const root = new URL('../../../../lib/', import.meta.url).pathname;
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  const naming = files.filter((path) =>
    /^import (?!type)[^;]*from 'pg'/m.test(readFileSync(join(root, path), 'utf8')),
  );
  t.deepEqual(naming, []);
});
