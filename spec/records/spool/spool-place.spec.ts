import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import test from 'ava';
import { doneIn } from '../../../lib/records/spool/done-in.js';
import { SpoolFiles } from '../../../lib/records/spool/spool-files.js';
import { leftForOthers, spoolPlaceOf } from '../../../lib/records/spool/spool-place.js';
import { lookAtSpool, SpooledRecords } from '../../../lib/records/spool/spooled-records.js';
import { makeDirectory } from '../helpers.js';
import { client, lineOf, sample } from '../reading/samples.js';

const nameOf = async (url: string): Promise<string> => basename(await spoolPlaceOf('/spool', url));

test('a database has one place, however its URL is written', async (t) => {
  const name = await nameOf('postgresql://ada:secret@db.example:5432/answers?sslmode=disable');
  t.regex(name, /^answers-[0-9a-f]{8}$/);
  t.is(await nameOf('postgres://max@db.example/answers'), name);
  t.is(
    await nameOf('postgresql://h1:1,h2:2/a%2Fb'),
    await nameOf('postgresql://h2:2,h1:1/a%2Fb?application_name=x'),
  );
  t.regex(await nameOf('postgresql://h/a%2F..%2Fb'), /^a____b-/);
});

test('another server, port or database has another place', async (t) => {
  const urls = ['h/a', 'h/b', 'h:1/a', 'i/a', 'h,i/a'].map((rest) => `postgresql://u@${rest}`);
  t.is(new Set(await Promise.all(urls.map(nameOf))).size, urls.length);
});

test('what is left for other databases is found, what is owned or empty is not', async (t) => {
  const directory = await makeDirectory(t);
  const [mine = '', left = '', owned = '', empty = ''] = ['mine', 'left', 'owned', 'empty'].map((name) =>
    join(directory, name),
  );
  await mkdir(join(left, '999999999.0123abcd'), { recursive: true });
  await writeFile(join(left, '999999999.0123abcd', '00000001.ndjson'), lineOf(sample({})));
  await mkdir(join(empty, '999999999.0123abcd'), { recursive: true });
  const spool = await SpoolFiles.open(owned);
  await spool.append([sample({})]);
  t.deepEqual(await leftForOthers(mine), [left]);
  t.deepEqual(await leftForOthers(left), []);
  t.like(await lookAtSpool(owned), { owner: process.pid });
  t.like(await lookAtSpool(left), { owner: null });
  t.is((await lookAtSpool(left)).segments?.length, 1);
  await spool.close();
  t.is((await readdir(owned)).length, 1);
});

test('who is done by what waits: by the last record of each session', async (t) => {
  const directory = await makeDirectory(t);
  const spool = await SpoolFiles.open(directory);
  const [ada, max] = [client('Ada', 'AA'), client('Max', 'BB')];
  await spool.append([sample({ id: 'a', client: ada, confirmed: null }), sample({ id: 'm', client: max })]);
  await spool.append([
    sample({ id: 'm', client: max, outcome: 'disconnected', confirmed: false }),
    sample({ id: 'n', client: null }),
  ]);
  const source = new SpooledRecords(spool.paths);
  t.deepEqual([...(await doneIn(source, 'fingerprint'))], ['AA']);
  const found: string[] = [];
  for await (const records of source.lastRecords(new Set(['m'])))
    found.push(...records.map(({ outcome }) => outcome));
  t.deepEqual(found, ['disconnected']);
  await spool.close();
});
