import { appendFileSync } from 'node:fs';
import { appendFile, open, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import {
  appendHandle,
  OpenedFile,
  type AppendHandle,
} from '../../../../lib/records/sinks/file/opened-file.js';
import { makeDirectory } from '../../helpers.js';

/** A file on a disk that misbehaves as the test says. */
async function setUp(
  t: ExecutionContext,
  misbehave: (real: AppendHandle, path: string) => Partial<AppendHandle>,
) {
  const path = join(await makeDirectory(t), 'records.ndjson');
  const handle = await open(path, 'a');
  t.teardown(() => handle.close().catch(() => undefined));
  const real = appendHandle(handle);
  const file = new OpenedFile(
    path,
    { ...real, ...misbehave(real, path) },
    await handle.stat({ bigint: true }),
    false,
  );
  return { path, file, text: () => readFile(path, 'utf8') };
}

/** Takes only so many bytes of each write, then all. */
function takes(...counts: number[]) {
  return (real: AppendHandle): Partial<AppendHandle> => ({
    write: (bytes) => real.write(bytes.subarray(0, counts.shift() ?? bytes.length)),
  });
}

const testShortWrite = test.macro(async (t, counts: number[], expected: string) => {
  const { file, text } = await setUp(t, takes(...counts));
  await file.append('first\nsecond\nthird\n');
  t.is(await text(), expected);
  await file.append('fourth\n');
  t.is(await text(), `${expected}fourth\n`);
});

test(
  'a write that is cut within a record: it begins anew on its own line',
  testShortWrite,
  [9],
  'first\nsec\nsecond\nthird\n',
);
test('a write that is cut behind a record', testShortWrite, [13], 'first\nsecond\n\nthird\n');
test('a write that is cut in the first record', testShortWrite, [3], 'fir\nfirst\nsecond\nthird\n');
test('a write that takes nothing', testShortWrite, [0], '\nfirst\nsecond\nthird\n');
test('two writes that are cut', testShortWrite, [9, 3], 'first\nsec\nse\nsecond\nthird\n');

test('a disk that takes only parts, and never says why, is given up on', async (t) => {
  let writes = 0;
  const { file } = await setUp(t, (real) => ({
    write: (bytes) => {
      writes++;
      return real.write(bytes.subarray(0, 1));
    },
  }));
  await t.throwsAsync(file.append('first\n'), { code: 'SHORT_WRITE' });
  t.is(writes, 3);
});

test('a write that fails, and one that fails behind a part, fail with their own error', async (t) => {
  const error = Object.assign(new Error('full'), { code: 'ENOSPC' });
  let writes = 0;
  const { file, text } = await setUp(t, (real) => ({
    write: (bytes) => {
      if (writes++ === 0) return real.write(bytes.subarray(0, 4));
      throw error;
    },
  }));
  await t.throwsAsync(file.append('first\n'), { is: error });
  await t.throwsAsync(file.append('first\n'), { is: error });
  t.is(await text(), 'firs');
});

test('a sync that fails is not tried again', async (t) => {
  const error = Object.assign(new Error('i/o'), { code: 'EIO' });
  let syncs = 0;
  const { file } = await setUp(t, () => ({
    datasync: () => {
      syncs++;
      return Promise.reject(error);
    },
  }));
  await t.throwsAsync(file.append('first\n'), { is: error });
  t.is(syncs, 1);
});

test('a batch costs one write and one sync', async (t) => {
  const calls: string[] = [];
  const { file } = await setUp(t, (real) => ({
    write: (bytes) => {
      calls.push('write');
      return real.write(bytes);
    },
    datasync: () => {
      calls.push('sync');
      return real.datasync();
    },
  }));
  await file.append('first\nsecond\nthird\n');
  t.deepEqual(calls, ['write', 'sync']);
});

const testMoved = test.macro(
  async (t, when: 'before' | 'during', move: (path: string) => Promise<void>, code: string) => {
    let written = 0;
    const { path, file } = await setUp(t, (real, ownPath) => ({
      write: (bytes) => {
        written++;
        return real.write(bytes);
      },
      datasync: async () => {
        await real.datasync();
        if (when === 'during') await move(ownPath);
      },
    }));
    if (when === 'before') await move(path);
    await t.throwsAsync(file.append('first\n'), { code });
    t.is(written, when === 'before' ? 0 : 1);
  },
);

const remove = (path: string) => rm(path);
const replace = async (path: string) => {
  await rename(path, `${path}.1`);
  await writeFile(path, '');
};

test('nothing is written when the file is gone', testMoved, 'before', remove, 'GONE');
test('nothing is written when the file was replaced', testMoved, 'before', replace, 'REPLACED');
test('a file that goes while it is written to is noticed', testMoved, 'during', remove, 'GONE');
test('a file that is replaced while it is written to is noticed', testMoved, 'during', replace, 'REPLACED');

test('where another process left a torn line, the next record begins on its own', async (t) => {
  const { path, file, text } = await setUp(t, () => ({}));
  await file.append('ours 1\n');
  await appendFile(path, 'theirs, to');
  await file.append('ours 2\n');
  await file.append('ours 3\n');
  t.is(await text(), 'ours 1\ntheirs, to\nours 2\n\nours 3\n');
});

test('where another process wrote between the look and the write, the batch is written once more, on its own line', async (t) => {
  const { file, text } = await setUp(t, (real, path) => ({
    write: (bytes) => {
      if (!bytes.toString().startsWith('\n')) appendFileSync(path, 'theirs, to');
      return real.write(bytes);
    },
  }));
  await file.append('ours 1\n');
  t.is(await text(), 'theirs, toours 1\n\nours 1\n');
});

test('a file that was emptied in place is gone on with', async (t) => {
  const { path, file, text } = await setUp(t, () => ({}));
  await file.append('ours 1\n');
  await truncate(path);
  await file.append('ours 2\n');
  t.is(await text(), '\nours 2\n');
});

test('closing never fails', async (t) => {
  const { file } = await setUp(t, () => ({ close: () => Promise.reject(new Error('i/o')) }));
  await t.notThrowsAsync(file.close());
});
