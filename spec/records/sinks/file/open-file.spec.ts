import { execFile } from 'node:child_process';
import {
  chmod,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { openExisting, openOrCreate } from '../../../../lib/records/sinks/file/open-file.js';
import { makeDirectory } from '../../helpers.js';

async function mode(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

test('a missing file and the directories above it are made, for their owner alone', async (t) => {
  const directory = await makeDirectory(t);
  const path = join(directory, 'a/b/records.ndjson');
  const file = await openOrCreate(path);
  t.teardown(() => file.close());
  t.is(await mode(path), '600');
  t.is(await mode(join(directory, 'a/b')), '700');
  t.is(await mode(join(directory, 'a')), '700');
});

test('a file that is there keeps its content and its mode', async (t) => {
  const path = join(await makeDirectory(t), 'records.ndjson');
  await writeFile(path, 'one\n');
  await chmod(path, 0o640);
  const file = await openOrCreate(path);
  await file.append('two\n');
  await file.close();
  t.is(await readFile(path, 'utf8'), 'one\ntwo\n');
  t.is(await mode(path), '640');
});

test('a symbolic link to nothing makes its target', async (t) => {
  const directory = await makeDirectory(t);
  await symlink('target', join(directory, 'link'));
  const file = await openOrCreate(join(directory, 'link'));
  await file.append('one\n');
  await file.close();
  t.is(await readFile(join(directory, 'target'), 'utf8'), 'one\n');
});

const testTorn = test.macro(async (t, before: string, after: string) => {
  const path = join(await makeDirectory(t), 'records.ndjson');
  await writeFile(path, before);
  const file = await openExisting(path);
  await file.append('new\n');
  await file.append('newer\n');
  await file.close();
  t.is(await readFile(path, 'utf8'), after);
});

test('an empty file', testTorn, '', 'new\nnewer\n');
test('a file that ends with its line', testTorn, 'old\n', 'old\nnew\nnewer\n');
test('a file whose last line is torn', testTorn, 'old\n{"id":"tor', 'old\n{"id":"tor\nnew\nnewer\n');
test('a file torn in the middle of a character', testTorn, 'old\n\xc3', 'old\n\xc3\nnew\nnewer\n');
test('a file that is one torn line', testTorn, '{', '{\nnew\nnewer\n');

const testRefused = test.macro(async (t, make: (path: string) => Promise<unknown>, code: string) => {
  const path = join(await makeDirectory(t), 'it');
  const made = await make(path);
  await t.throwsAsync(openOrCreate(typeof made === 'string' ? made : path), { code });
});

test('to open a directory is refused', testRefused, (path) => mkdir(path).then(() => path), 'EISDIR');
test(
  'a FIFO is refused, without waiting for its reader',
  testRefused,
  (path) => promisify(execFile)('mkfifo', [path]),
  'NOT_A_FILE',
);
test(
  'a file as a directory is refused',
  testRefused,
  (path) => writeFile(path, '').then(() => join(path, 'x')),
  'ENOTDIR',
);
test('links in a ring are refused', testRefused, (path) => symlink(path, path), 'ELOOP');
test(
  'a name that no file can have is refused',
  testRefused,
  (path) => Promise.resolve(`${path}\0`),
  'ERR_INVALID_ARG_VALUE',
);
test(
  'a name that is too long is refused',
  testRefused,
  (path) => Promise.resolve(path + 'x'.repeat(300)),
  'ENAMETOOLONG',
);

test('a socket is refused', async (t) => {
  const path = join(await makeDirectory(t), 'socket');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  await t.throwsAsync(openOrCreate(path), { code: 'NOT_A_FILE' });
  await new Promise((resolve) => server.close(resolve));
});

test('a device is refused: it keeps nothing', async (t) => {
  for (const path of ['/dev/null', '/dev/full']) {
    await t.throwsAsync(openOrCreate(path), { code: 'NOT_A_FILE' });
    const link = join(await makeDirectory(t), 'link');
    await symlink(path, link);
    await t.throwsAsync(openOrCreate(link), { code: 'NOT_A_FILE' });
  }
});

test('what must be there is not made', async (t) => {
  const path = join(await makeDirectory(t), 'records.ndjson');
  await t.throwsAsync(openExisting(path), { code: 'GONE' });
  await t.throwsAsync(stat(path), { code: 'ENOENT' });
});

test('a place that takes no directories is refused, and not tried for ever', async (t) => {
  await t.throwsAsync(openOrCreate('/proc/tlslp/records.ndjson'), { code: 'ENOENT' });
});

test('a file in the place of a directory is not a file that is gone', async (t) => {
  const path = join(await makeDirectory(t), 'file');
  await writeFile(path, '');
  await t.throwsAsync(openExisting(join(path, 'records.ndjson')), { code: 'ENOTDIR' });
});

/** The files below a directory that this process has open. */
async function openBelow(directory: string): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd');
  const paths = await Promise.all(
    descriptors.map((descriptor) => readlink(`/proc/self/fd/${descriptor}`).catch(() => '')),
  );
  return paths.filter((path) => path.startsWith(directory));
}

test('an opened file holds one descriptor until it is closed', async (t) => {
  const directory = await makeDirectory(t);
  const path = join(directory, 'records.ndjson');
  const file = await openOrCreate(path);
  t.deepEqual(await openBelow(directory), [path]);
  await file.close();
  t.deepEqual(await openBelow(directory), []);
});

type Sync = (this: FileHandle) => Promise<void>;

/** Replaces the sync of every handle of this process, for the rest of the test. */
async function replaceSync(t: ExecutionContext, replacement: (real: Sync) => Sync): Promise<void> {
  const handle = await open('.');
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its handle, or put back as it was
  const { sync } = prototype;
  prototype.sync = replacement(sync);
  t.teardown(() => {
    prototype.sync = sync;
  });
}

/** What any handle of this process has synced from here on, each by its inode. The real sync is done all the same. */
async function syncedInodes(t: ExecutionContext): Promise<ReadonlySet<bigint>> {
  const inodes = new Set<bigint>();
  await replaceSync(
    t,
    (real) =>
      async function (this: FileHandle) {
        inodes.add((await this.stat({ bigint: true })).ino);
        return real.call(this);
      },
  );
  return inodes;
}

/** Makes every sync of a handle fail with this code. */
function failSync(t: ExecutionContext, code: string): Promise<void> {
  return replaceSync(t, () => () => Promise.reject(Object.assign(new Error(code), { code })));
}

for (const code of ['EINVAL', 'ENOTSUP', 'EISDIR', 'EACCES', 'EPERM']) {
  test.serial(`a system that cannot sync a directory (${code}) does its best`, async (t) => {
    const directory = await makeDirectory(t);
    await failSync(t, code);
    const file = await openOrCreate(join(directory, 'a/records.ndjson'));
    await file.close();
    t.deepEqual(await openBelow(directory), []);
  });
}

test.serial('a directory that a failing disk cannot sync is refused, and nothing stays open', async (t) => {
  const directory = await makeDirectory(t);
  const path = join(directory, 'records.ndjson');
  await writeFile(path, '');
  await failSync(t, 'EIO');
  await t.throwsAsync(openExisting(path), { code: 'EIO' });
  t.deepEqual(await openBelow(directory), []);
});

async function inode(path: string): Promise<bigint> {
  return (await stat(path, { bigint: true })).ino;
}

test.serial('the name of a file that is there is synced, where the file really stands', async (t) => {
  const directory = await makeDirectory(t);
  await mkdir(join(directory, 'a'));
  await writeFile(join(directory, 'a/records.ndjson'), '');
  await symlink('a/records.ndjson', join(directory, 'link'));
  const synced = await syncedInodes(t);
  await (await openExisting(join(directory, 'link'))).close();
  t.true(synced.has(await inode(join(directory, 'a'))));
  t.false(synced.has(await inode(directory)), 'of the link nothing is promised');
});

test.serial(
  'the names of all directories that were made are synced, up to the one that was there',
  async (t) => {
    const directory = await makeDirectory(t);
    const path = join(directory, 'a/b/c/records.ndjson');
    const synced = await syncedInodes(t);
    await (await openOrCreate(path)).close();
    for (let made = dirname(path); made.length >= directory.length; made = dirname(made)) {
      t.true(synced.has(await inode(made)), made);
    }
    t.false(synced.has(await inode(dirname(directory))));
  },
);
