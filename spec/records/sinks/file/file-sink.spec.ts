import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openOrCreate } from '../../../../lib/records/sinks/file/open-file.js';
import { RecordsFile } from '../../../../lib/records/sinks/file/file-sink.js';
import { makeDirectory } from '../../helpers.js';

async function setUp(t: ExecutionContext) {
  const directory = await makeDirectory(t);
  const path = join(directory, 'records.ndjson');
  const file = new RecordsFile(path, await openOrCreate(path));
  t.teardown(() => file.close());
  await file.append('one\n');
  return { directory, path, file };
}

test('a file that is gone is not made again, and is used when it is put back', async (t) => {
  const { directory, path, file } = await setUp(t);
  await rename(path, join(directory, 'away'));
  await t.throwsAsync(file.append('lost\n'), { code: 'GONE' });
  await t.throwsAsync(file.append('lost\n'), { code: 'GONE' });
  t.deepEqual(await readdir(directory), ['away']);
  await rename(join(directory, 'away'), path);
  await file.append('two\n');
  t.is(await readFile(path, 'utf8'), 'one\ntwo\n');
});

test('a file that was replaced fails one batch, then the new one is used', async (t) => {
  const { path, file } = await setUp(t);
  await rename(path, `${path}.1`);
  await writeFile(path, 'torn');
  await t.throwsAsync(file.append('lost\n'), { code: 'REPLACED' });
  await file.append('two\n');
  t.is(await readFile(path, 'utf8'), 'torn\ntwo\n');
  t.is(await readFile(`${path}.1`, 'utf8'), 'one\n');
});

test('a directory that is gone fails, and the server lives on', async (t) => {
  const { directory, file } = await setUp(t);
  await rm(directory, { recursive: true });
  await t.throwsAsync(file.append('lost\n'), { code: 'GONE' });
  await t.throwsAsync(file.append('lost\n'), { code: 'GONE' });
});

test('a disk that is full fails each batch', async (t) => {
  const file = new RecordsFile('/dev/full', await openOrCreate('/dev/full'));
  await t.throwsAsync(file.append('lost\n'), { code: 'ENOSPC' });
  await t.throwsAsync(file.append('lost\n'), { code: 'ENOSPC' });
  await file.close();
});

test('a device that keeps nothing is no place for records', async (t) => {
  const file = new RecordsFile('/dev/null', await openOrCreate('/dev/null'));
  await t.throwsAsync(file.append('lost\n'), { code: 'EINVAL' });
  await file.close();
});

test('nothing can be appended behind the close, which may be said twice', async (t) => {
  const { path, file } = await setUp(t);
  await file.close();
  await file.close();
  await t.throwsAsync(file.append('lost\n'), { code: 'CLOSED' });
  t.is(await readFile(path, 'utf8'), 'one\n');
});
