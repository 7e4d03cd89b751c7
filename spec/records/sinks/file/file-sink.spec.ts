import { mkdir, open, readdir, readFile, readlink, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { COMMITTED, RecordBuilder } from '../../../../lib/records/record-builder.js';
import type { SessionRecord } from '../../../../lib/records/record.js';
import { FileSink, MAX_WRITE_CHARS, recordLine } from '../../../../lib/records/sinks/file/file-sink.js';
import { openOrCreate } from '../../../../lib/records/sinks/file/open-file.js';
import { appendHandle, OpenedFile, statFile } from '../../../../lib/records/sinks/file/opened-file.js';
import { answered, connected, fullDisk, makeDirectory, readIds } from '../../helpers.js';

function record(id: string, answer = ''): SessionRecord {
  const draft = new RecordBuilder(connected(id));
  draft.fold(answered(id, 'FULL_NAME', answer));
  return draft.record(COMMITTED);
}

const ONE = record('one');
const TWO = record('two');
const LOST = [record('lost')];

async function setUp(t: ExecutionContext) {
  const directory = await makeDirectory(t);
  const path = join(directory, 'records.ndjson');
  const file = new FileSink(path, await openOrCreate(path));
  t.teardown(() => file.close());
  await file.append([ONE]);
  return { directory, path, file };
}

test('records are lines, in order', async (t) => {
  const { path, file } = await setUp(t);
  await file.append([TWO, record('three')]);
  t.is(await readFile(path, 'utf8'), [ONE, TWO, record('three')].map(recordLine).join(''));
});

test('a file that is gone is not made again, and is used when it is put back', async (t) => {
  const { directory, path, file } = await setUp(t);
  await rename(path, join(directory, 'away'));
  await t.throwsAsync(file.append(LOST), { code: 'GONE' });
  await t.throwsAsync(file.append(LOST), { code: 'GONE' });
  t.deepEqual(await readdir(directory), ['away']);
  await rename(join(directory, 'away'), path);
  await file.append([TWO]);
  t.deepEqual(await readIds(path), ['one', 'two']);
});

test('a file that was replaced fails one batch, then the new one is used', async (t) => {
  const { path, file } = await setUp(t);
  await rename(path, `${path}.1`);
  await writeFile(path, 'torn');
  await t.throwsAsync(file.append(LOST), { code: 'REPLACED' });
  await file.append([TWO]);
  t.is(await readFile(path, 'utf8'), `torn\n${recordLine(TWO)}`);
  t.deepEqual(await readIds(`${path}.1`), ['one']);
});

test('a directory that is gone fails, and the server lives on', async (t) => {
  const { directory, file } = await setUp(t);
  await rm(directory, { recursive: true });
  await t.throwsAsync(file.append(LOST), { code: 'GONE' });
  await t.throwsAsync(file.append(LOST), { code: 'GONE' });
});

test('a disk that is full fails each batch', async (t) => {
  const disk = fullDisk();
  await t.throwsAsync(disk.append(LOST), { code: 'ENOSPC' });
  await t.throwsAsync(disk.append(LOST), { code: 'ENOSPC' });
});

/** A sink whose batches wait for `reopen` longer than the test. */
async function setUpWaiting(t: ExecutionContext) {
  const path = join(await makeDirectory(t), 'records.ndjson');
  const file = new FileSink(path, await openOrCreate(path), 60_000);
  t.teardown(() => file.close());
  await file.append([ONE]);
  return { path, file };
}

for (const [what, put] of [
  ['moved', () => Promise.resolve()],
  ['moved, and a new one created', (path: string) => writeFile(path, '', { mode: 0o600 })],
] as const) {
  test(`a rotation loses no record: ${what}, a batch, then reopened`, async (t) => {
    const { path, file } = await setUpWaiting(t);
    await rename(path, `${path}.1`);
    await put(path);
    const appended = file.append([TWO, record('three')]);
    const opened = await file.reopen();
    await appended;
    t.is(opened.mode & 0o777, 0o600);
    t.deepEqual(await readIds(path), ['two', 'three']);
    t.deepEqual(await readIds(`${path}.1`), ['one']);
    await file.append([record('four')]);
    t.deepEqual(await readIds(path), ['two', 'three', 'four']);
  });
}

test('reopening in the middle of batches loses none, and a file that was not moved goes on', async (t) => {
  const { path, file } = await setUpWaiting(t);
  const ids = Array.from({ length: 20 }, (_, n) => `r${n}`);
  for (const id of ids) {
    const appended = file.append([record(id)]);
    if (Number(id.slice(1)) % 3 === 0) await rename(path, `${path}.${id}`);
    await Promise.all([appended, file.reopen()]);
  }
  const files = (await readdir(join(path, '..'))).map((name) => join(path, '..', name));
  const kept = new Set((await Promise.all(files.map(readIds))).flat());
  t.deepEqual([...kept].sort(), ['one', ...ids].sort());
});

test('no descriptor is left open, however often it is reopened', async (t) => {
  const { path, file } = await setUpWaiting(t);
  const opened = async (): Promise<number> => {
    const links = (await readdir('/proc/self/fd')).map((fd) =>
      readlink(`/proc/self/fd/${fd}`).catch(() => ''),
    );
    return (await Promise.all(links)).filter((target) => target === path).length;
  };
  for (let n = 0; n < 5; n++) await Promise.all([file.append([TWO]), file.reopen()]);
  t.is(await opened(), 1);
  await file.close();
  t.is(await opened(), 0);
});

test('a path that cannot be reopened: the old file stays', async (t) => {
  const { path, file } = await setUpWaiting(t);
  await rename(path, `${path}.1`);
  await mkdir(path);
  await t.throwsAsync(file.reopen(), { code: 'EISDIR' });
  await rmdir(path);
  await rename(`${path}.1`, path);
  await file.append([TWO]);
  t.deepEqual(await readIds(path), ['one', 'two']);
});

test('it may be closed twice', async (t) => {
  const { path, file } = await setUp(t);
  await file.close();
  await file.close();
  t.deepEqual(await readIds(path), ['one']);
});

test('one write stays below its limit, and one record that is longer goes alone', async (t) => {
  const path = join(await makeDirectory(t), 'records.ndjson');
  const handle = await open(path, 'a');
  const writes: number[] = [];
  const counting = {
    ...appendHandle(handle),
    write: (bytes: Uint8Array) => {
      writes.push(bytes.length);
      return appendHandle(handle).write(bytes);
    },
  };
  const file = new FileSink(path, new OpenedFile(path, counting, statFile(path), false));
  t.teardown(() => file.close());
  const half = 'x'.repeat(MAX_WRITE_CHARS / 2 - recordLine(record('a')).length);
  const long = record('c', half + half + half);
  await file.append([record('a', half), record('b', half), long, record('d', half)]);
  t.deepEqual(writes, [MAX_WRITE_CHARS, recordLine(long).length, MAX_WRITE_CHARS / 2]);
  t.deepEqual(await readIds(path), ['a', 'b', 'c', 'd']);
});
