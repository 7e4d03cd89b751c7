import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { dated } from '../../lib/certificates/dated.js';
import {
  makeDirectory,
  readIfThere,
  replaceFile,
  syncNames,
  writeNew,
} from '../../lib/certificates/files.js';
import { CertificateDirectory } from '../support/certificate-directory.js';

test('a new file is never written over an old one, nor through a link', async (t) => {
  const { home } = await CertificateDirectory.empty(t);
  await writeNew(join(home, 'a'), 'one', 0o600);
  t.is((await stat(join(home, 'a'))).mode & 0o777, 0o600);
  await t.throwsAsync(writeNew(join(home, 'a'), 'two', 0o600), {
    message: /a cannot be created: it already exists\.$/,
  });
  await symlink(join(home, 'target'), join(home, 'link'));
  await t.throwsAsync(writeNew(join(home, 'link'), 'two', 0o600), { code: 'unusable_file' });
  t.is(await readIfThere(join(home, 'a')), 'one');
  t.is(await readIfThere(join(home, 'target')), null);
});

test('a file is replaced whole; what fails leaves nothing', async (t) => {
  const { home } = await CertificateDirectory.empty(t);
  await writeFile(join(home, 'a'), 'old');
  await replaceFile(join(home, 'a'), 'new', 0o644);
  t.is(await readFile(join(home, 'a'), 'utf8'), 'new');
  await mkdir(join(home, 'full', 'x'), { recursive: true });
  await t.throwsAsync(replaceFile(join(home, 'full'), 'new', 0o644), { message: /full cannot be written: / });
  t.deepEqual(await readdir(home), ['a', 'full']);
  await t.throwsAsync(readIfThere(join(home, 'full')), {
    message: /full cannot be read: it is a directory\.$/,
  });
  await t.throwsAsync(makeDirectory(join(home, 'a')), {
    message: /a cannot be created as a directory: it already exists\.$/,
  });
  await t.notThrowsAsync(syncNames(join(home, 'nowhere')));
});

test('dated names are unused ones', async (t) => {
  const { home } = await CertificateDirectory.empty(t);
  const now = new Date('2026-11-28T19:36:54.123Z');
  const [path, first] = [join(home, 'a.pem'), join(home, 'a.20261128T193654Z.pem')];
  t.is(await dated(path, '.pem', now), first);
  await writeFile(first, '');
  t.is(await dated(path, '.pem', now), join(home, 'a.20261128T193654Z-2.pem'));
  t.regex(await dated(path), /a\.pem\.\d{8}T\d{6}Z$/);
});
