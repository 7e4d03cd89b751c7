import { stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { makeDirectory } from '../../lib/files/make-directory.js';
import { temporaryDirectory } from '../support/programs.js';

test('missing parents are made, each with the mode, and the topmost is told', async (t) => {
  const home = await temporaryDirectory(t);
  t.is(await makeDirectory(join(home, 'a', 'b', 'c'), 0o700), join(home, 'a'));
  for (const path of ['a', 'a/b', 'a/b/c']) t.is((await stat(join(home, path))).mode & 0o777, 0o700);
  t.is(await makeDirectory(join(home, 'a', 'b'), 0o700), undefined);
  await symlink('a', join(home, 'link'));
  t.is(await makeDirectory(join(home, 'link'), 0o700), undefined);
});

test('a file, or a link to nowhere, in its place: nothing is made', async (t) => {
  const home = await temporaryDirectory(t);
  await writeFile(join(home, 'file'), '');
  await symlink('nowhere', join(home, 'link'));
  for (const name of ['file', 'link']) t.is(await makeDirectory(join(home, name), 0o700), undefined);
  await t.throwsAsync(makeDirectory(join(home, 'file', 'x'), 0o700), { code: 'ENOTDIR' });
});

(process.platform === 'linux' ? test : test.skip)('a directory that accepts no entries', async (t) => {
  await t.throwsAsync(makeDirectory('/proc/tlslp/x', 0o700), { code: 'ENOENT' });
});
