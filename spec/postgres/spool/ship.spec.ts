import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { openDatabaseRecords } from '../../../lib/records/reading/database-records.js';
import type { SessionRecord } from '../../../lib/records/record.js';
import { SpoolFiles } from '../../../lib/records/spool/spool-files.js';
import { CLASS, recordsFile } from '../../programs/records/fixture.js';
import { makeDirectory } from '../../records/helpers.js';
import { lineOf, readAll, sample } from '../../records/reading/samples.js';
import { PASSWORD, postgresTest, usePostgres } from '../../support/postgres.js';
import { run } from '../../support/records-program.js';

const postgres = usePostgres();

async function stored(url: string): Promise<SessionRecord[]> {
  await using records = await openDatabaseRecords(url);
  return await readAll(records);
}

async function freshUrl(): Promise<string> {
  return postgres().url(await postgres().createMigrated());
}

const sorted = (records: readonly SessionRecord[]): SessionRecord[] =>
  [...records].sort((a, b) => (a.id < b.id ? -1 : 1));

postgresTest(
  'a file with its rotated ones goes into a database, and a second time changes nothing',
  async (t) => {
    const url = await freshUrl();
    const file = await recordsFile(t);
    const [first, second] = [sample({ id: 'old' }), sample({ id: 'older' })];
    await writeFile(`${file}.1`, lineOf(first));
    await writeFile(`${file}.2.gz`, gzipSync(lineOf(second)));
    const before = await readFile(file);
    const all = [...CLASS, first, second];
    t.deepEqual(await run('ship', file, url), {
      code: 0,
      out: [
        `${all.length} sessions of ${file}: ${all.length} new in the database, 0 there already, 0 refused`,
      ],
      err: [],
    });
    t.deepEqual(sorted(await stored(url)), sorted(all));
    const { out } = await run('ship', '--json', file, url);
    t.deepEqual(JSON.parse(out.join('')), { added: 0, known: all.length, refused: 0, unread: [] });
    t.deepEqual(sorted(await stored(url)), sorted(all));
    t.deepEqual(await readFile(file), before);
  },
);

postgresTest('what was shipped before the file went on is brought up to date', async (t) => {
  const url = await freshUrl();
  const file = await recordsFile(t, lineOf(sample({ id: 's', confirmed: null })));
  await run('ship', '--this-file-only', file, url);
  await writeFile(file, lineOf(sample({ id: 's', confirmed: true })) + lineOf(sample({ id: 'n' })));
  const { code, out } = await run('ship', file, url);
  t.is(code, 0);
  t.regex(out[0] ?? '', /^2 sessions of .*: 1 new in the database, 1 there already, 0 refused$/);
  t.is((await stored(url)).find(({ id }) => id === 's')?.confirmed, true);
});

postgresTest(
  'a record that the database refuses is named, without its content, and the others are there',
  async (t) => {
    const url = await freshUrl();
    // No day of any calendar: the type of the column refuses it.
    const bad = sample({
      id: 'bad',
      startedAt: '2026-99-99T00:00:00.000Z',
      answers: { FULL_NAME: 'secret' },
    });
    const file = await recordsFile(t, [sample({ id: 'a' }), bad, sample({ id: 'b' })].map(lineOf).join(''));
    const { code, out, err } = await run('ship', file, url);
    t.is(code, 1);
    t.regex(out[0] ?? '', /: 2 new in the database, 0 there already, 1 refused$/);
    t.deepEqual(err, ['tlslp-records: record bad is refused: it refuses a value']);
    t.deepEqual((await stored(url)).map(({ id }) => id).sort(), ['a', 'b']);
  },
);

postgresTest(
  'a spool that nobody owns is shipped, and stays; that of a running server is refused',
  async (t) => {
    const url = await freshUrl();
    const directory = join(await makeDirectory(t), 'spool');
    const spool = await SpoolFiles.open(directory);
    await spool.append([sample({ id: 'a', confirmed: null }), sample({ id: 'b' })]);
    await spool.append([sample({ id: 'a', confirmed: true })]);
    const [segment = ''] = spool.paths;
    for (const path of [directory, dirname(segment), segment]) {
      const { code, out, err } = await run('ship', path, url);
      t.is(code, 1, path);
      t.deepEqual(out, []);
      t.is(err.length, 1);
      t.regex(err[0] ?? '', new RegExp(`is the spool of a server that runs \\(process ${process.pid}\\)`));
    }
    t.deepEqual(await stored(url), []);
    await rename(dirname(segment), join(directory, '999999999.0123abcd'));
    await spool.close();
    const above = await run('ship', dirname(directory), url);
    t.is(above.code, 1);
    t.regex(above.err[0] ?? '', /holds the spools of databases: name the one to ship, such as .*spool\.$/);
    const { code, out } = await run('ship', directory, url);
    t.is(code, 0);
    t.is(out[0], `2 sessions of ${directory}: 2 new in the database, 0 there already, 0 refused`);
    t.deepEqual(
      sorted(await stored(url)).map(({ id, confirmed }) => [id, confirmed]),
      [
        ['a', true],
        ['b', true],
      ],
    );
    t.deepEqual(await readdir(directory), ['999999999.0123abcd']);
  },
);

postgresTest('a database that is away, or not migrated, is one line, and no password is in it', async (t) => {
  const file = await recordsFile(t);
  const empty = postgres().url(await postgres().createDatabase());
  const away = `postgresql://u:${encodeURIComponent(PASSWORD)}@127.0.0.1:1/db`;
  for (const [url, why] of [
    [empty, /run "tlslp-records migrate/],
    [away, /cannot be used: /],
  ] as const) {
    const { code, out, err } = await run('ship', file, url);
    t.is(code, 1);
    t.deepEqual(out, []);
    t.is(err.length, 1, err.join('\n'));
    t.regex(err[0] ?? '', why);
    t.false(err.join('').includes(encodeURIComponent(PASSWORD)) || err.join('').includes(PASSWORD));
  }
});

test('a file that is not there, or a URL that is none, says so', async (t) => {
  const missing = join(await makeDirectory(t), 'none.ndjson');
  const { code, err } = await run('ship', missing, 'postgresql://127.0.0.1:1/db');
  t.is(code, 1);
  t.regex(err.join('\n'), /Records cannot be read from .*none\.ndjson: /);
  const wrong = await run('ship', missing, 'mysql://u:secret@h/db');
  t.is(wrong.code, 2);
  t.regex(wrong.err.join('\n'), /url .*: must be a postgresql:\/\/ URL/);
  t.notRegex(wrong.err.join('\n'), /secret/);
  t.is((await run('ship')).code, 2);
});
