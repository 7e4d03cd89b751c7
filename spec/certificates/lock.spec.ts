import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { withLock } from '../../lib/certificates/lock.js';
import { CertificateDirectory } from '../support/certificate-directory.js';

async function temporary(t: ExecutionContext): Promise<string> {
  return (await CertificateDirectory.empty(t)).home;
}

/** The id of a process that is gone. */
async function gonePid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

const holder = (pid: number, host = hostname()): string =>
  JSON.stringify({ pid, host, id: '123e4567-e89b-42d3-a456-426614174000' });

test('one after the other, and nothing is left', async (t) => {
  const directory = await temporary(t);
  let inside = 0;
  const runs = Array.from({ length: 8 }, () =>
    withLock(directory, async () => {
      t.is(++inside, 1);
      await readdir(directory);
      t.is(inside--, 1);
    }),
  );
  await Promise.all(runs);
  t.deepEqual(await readdir(directory), []);
});

test('what fails frees the lock', async (t) => {
  const directory = await temporary(t);
  await t.throwsAsync(
    withLock(directory, () => Promise.reject(new Error('no'))),
    { message: 'no' },
  );
  t.is(await withLock(directory, () => Promise.resolve(7)), 7);
});

test('a lock whose process is gone, and one that is none, do not count', async (t) => {
  const directory = await temporary(t);
  for (const text of [holder(await gonePid()), '', '{}', '[1]', '{"pid":"x"}']) {
    await writeFile(join(directory, '.lock'), text);
    const runs = Array.from({ length: 5 }, () => withLock(directory, () => Promise.resolve(1)));
    t.deepEqual(await Promise.all(runs), [1, 1, 1, 1, 1], text);
    t.deepEqual(await readdir(directory), []);
  }
});

test('a lock of a process that lives, or of another machine, counts: one line says which', async (t) => {
  const directory = await temporary(t);
  for (const [text, host] of [
    [holder(process.pid), hostname()],
    [holder(1, 'elsewhere'), 'elsewhere'],
  ] as const) {
    await writeFile(join(directory, '.lock'), text);
    const error = await t.throwsAsync(
      withLock(directory, () => Promise.resolve(t.fail()), 0),
      { code: 'unusable_file' },
    );
    t.true(error.message.startsWith('Another tlslp-certs is at work: process '));
    t.true(error.message.includes(` on ${host}. `));
    t.deepEqual(await readdir(directory), ['.lock']);
  }
});

test('a lock that cannot be read is an error, not a wait without an end', async (t) => {
  const directory = await temporary(t);
  await mkdir(join(directory, '.lock'));
  await t.throwsAsync(
    withLock(directory, () => Promise.resolve(t.fail())),
    { code: 'unusable_file', message: /\.lock cannot be read: it is a directory\.$/ },
  );
});

test('without its directory, and without the right to write there', async (t) => {
  const directory = join(await temporary(t), 'nowhere');
  await t.throwsAsync(
    withLock(directory, () => Promise.resolve()),
    { message: /^There is no CA: .*nowhere does not exist\. "tlslp-certs init" makes it\.$/ },
  );
  const file = join(await temporary(t), 'file');
  await writeFile(file, '');
  await t.throwsAsync(
    withLock(file, () => Promise.resolve()),
    { message: /\.lock cannot be created: a part of its path is not a directory\.$/ },
  );
});
