import { appendFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import type { SessionRecord } from '../../../lib/records/record.js';
import { giveBack, isOwned, newFolderName, ownerOf } from '../../../lib/records/spool/folder-names.js';
import { MAX_SEGMENT_RECORDS, SpoolFiles } from '../../../lib/records/spool/spool-files.js';
import { recordLine } from '../../../lib/records/sinks/file/file-sink.js';
import { makeDirectory } from '../helpers.js';
import { record } from './virtual.js';

function many(count: number, prefix = 's'): SessionRecord[] {
  return Array.from({ length: count }, (_, n) => record(`${prefix}${n}`));
}

/** Ships everything into a list. */
async function drain(spool: SpoolFiles): Promise<{ ids: string[]; foreign: string[] }> {
  const ids: string[] = [];
  const foreign: string[] = [];
  for (let segment = await spool.oldest(); segment !== null; segment = await spool.oldest()) {
    for await (const batch of spool.read(segment)) {
      ids.push(...batch.records.map(({ id }) => id));
      foreign.push(...batch.foreign);
      spool.shipped(batch.records.length);
    }
    await spool.remove(segment);
  }
  return { ids, foreign };
}

test('records come back in their order, segment by segment, in bounded batches, and nothing is left', async (t) => {
  const directory = join(await makeDirectory(t), 'state', 'spool');
  const spool = await SpoolFiles.open(directory);
  t.true(spool.isEmpty);
  const records = many(MAX_SEGMENT_RECORDS + 1500);
  for (let from = 0; from < records.length; from += 700) await spool.append(records.slice(from, from + 700));
  t.is(spool.waiting, records.length);
  t.is(spool.paths.length, 2);
  t.false(spool.isEmpty);
  t.false(spool.isNearlyEmpty);
  const first = await spool.oldest();
  if (first === null) return t.fail();
  const sizes: number[] = [];
  for await (const batch of spool.read(first)) sizes.push(batch.records.length);
  t.deepEqual(sizes, [1000, 1000, 100]);
  t.deepEqual(
    (await drain(spool)).ids,
    records.map(({ id }) => id),
  );
  t.is(spool.waiting, 0);
  t.true(spool.isEmpty);
  await spool.close();
  t.deepEqual(await readdir(directory), []);
});

test('only the owner can read what it makes', async (t) => {
  const directory = join(await makeDirectory(t), 'spool');
  const spool = await SpoolFiles.open(directory);
  await spool.append(many(1));
  const [path = ''] = spool.paths;
  for (const [one, mode] of [
    [directory, 0o700],
    [dirname(path), 0o700],
    [path, 0o600],
  ] as const) {
    t.is((await stat(one)).mode & 0o777, mode);
  }
  await spool.close();
});

test('an append that comes while the last segment is sealed goes to the next one', async (t) => {
  const spool = await SpoolFiles.open(await makeDirectory(t));
  await spool.append(many(1, 'a'));
  const appending = spool.append(many(1, 'b'));
  const segment = await spool.oldest();
  await appending;
  await spool.append(many(1, 'c'));
  t.is(spool.paths.length, 2);
  t.is(segment?.path, spool.paths[0]);
  t.deepEqual((await drain(spool)).ids, ['a0', 'b0', 'c0']);
  await spool.close();
});

test('a folder of this process is not taken while it is used, and is when it was given back', async (t) => {
  const directory = await makeDirectory(t);
  const first = await SpoolFiles.open(directory);
  await first.append(many(3, 'a'));
  const second = await SpoolFiles.open(directory);
  t.deepEqual(second.taken, []);
  await first.close();
  const third = await SpoolFiles.open(directory);
  t.is(third.waiting, 3);
  t.is(third.taken.length, 1);
  t.deepEqual((await drain(third)).ids, ['a0', 'a1', 'a2']);
  await second.close();
  await third.close();
  t.deepEqual(await readdir(directory), []);
});

test('what several processes have left comes oldest first; empty folders go, other files stay', async (t) => {
  const directory = await makeDirectory(t);
  await writeFile(join(directory, 'notes.txt'), 'mine');
  await mkdir(join(directory, '999999990.0123abcd'));
  const spools = [await SpoolFiles.open(directory), await SpoolFiles.open(directory)];
  for (const [place, spool] of spools.entries()) {
    await spool.append(many(2, `${place}-`));
    // As after a kill: it stays, under the name of a process that is gone.
    await rename(dirname(spool.paths[0] ?? ''), join(directory, `99999999${9 - place}.0123abcd`));
    await spool.close();
  }
  const next = await SpoolFiles.open(directory);
  t.deepEqual(
    next.taken.map(({ formerPid }) => formerPid),
    [999999999, 999999998],
  );
  t.deepEqual((await drain(next)).ids, ['0-0', '0-1', '1-0', '1-1']);
  await next.close();
  t.deepEqual(await readdir(directory), ['notes.txt']);
});

test('a torn last line was promised to nobody; a line within that is no record is told apart', async (t) => {
  const spool = await SpoolFiles.open(await makeDirectory(t));
  await spool.append(many(1, 'a'));
  const [path = ''] = spool.paths;
  await appendFile(path, '{"id":"to');
  await spool.append(many(1, 'b'));
  await appendFile(path, recordLine(record('c0')).slice(0, 20));
  t.deepEqual(await drain(spool), { ids: ['a0', 'b0'], foreign: ['{"id":"to'] });
  await spool.close();
});

test('when somebody takes the folder away, later records go to a new one', async (t) => {
  const directory = await makeDirectory(t);
  const spool = await SpoolFiles.open(directory);
  await spool.append(many(1, 'a'));
  const [path = ''] = spool.paths;
  const stolen = join(directory, '999999999.0123abcd');
  await rename(dirname(path), stolen);
  await spool.append(many(1, 'b'));
  const segment = await spool.oldest();
  if (segment === null) return t.fail();
  await t.throwsAsync(
    async () => {
      for await (const _ of spool.read(segment)) t.fail();
    },
    { code: 'ENOENT' },
  );
  t.true(await spool.forgetIfGone(segment));
  t.deepEqual((await drain(spool)).ids, ['b0']);
  const thief = await SpoolFiles.open(directory);
  t.deepEqual((await drain(thief)).ids, ['a0']);
  await thief.close();
  await spool.close();
});

test('what is set aside is in one file, whole lines, beside the folders', async (t) => {
  const directory = await makeDirectory(t);
  const spool = await SpoolFiles.open(directory);
  await spool.setAside(['{"one":1}']);
  await spool.setAside(['{"two":2}', 'torn']);
  t.is(await readFile(join(directory, 'refused.ndjson'), 'utf8'), '{"one":1}\n{"two":2}\ntorn\n');
  t.false(await spool.forgetIfGone({ path: join(directory, 'refused.ndjson') }));
  await spool.close();
});

test('a directory that cannot be used is an error of the system, and nothing stays owned', async (t) => {
  const file = join(await makeDirectory(t), 'file');
  await writeFile(file, '');
  await t.throwsAsync(SpoolFiles.open(join(file, 'spool')), { code: 'ENOTDIR' });
  await rm(file);
});

test('the name of a folder says who owns it', (t) => {
  const name = newFolderName();
  t.is(ownerOf(`/some/where/${name}`), process.pid);
  t.true(isOwned(name));
  giveBack(name);
  t.false(isOwned(name));
  t.is(ownerOf('refused.ndjson'), null);
  t.is(ownerOf('../1.0123abcd/x'), null);
  t.true(isOwned('1.0123abcd'), 'process 1 runs, and the name does not say since when');
  t.false(isOwned('1.0123abcd.00000000-0000-0000-0000-000000000000.1'), 'another boot');
});
