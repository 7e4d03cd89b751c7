import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import test from 'ava';
import { rotatedFiles } from '../../lib/records/rotated-files.js';
import { temporaryDirectory } from '../support/programs.js';

test('what rotations leave beside a file, the oldest first', async (t) => {
  const directory = await temporaryDirectory(t);
  const names = [
    'r.ndjson-20261101.gz',
    'r.ndjson-2026-11-02',
    'r.ndjson-2026110312',
    'r.ndjson-20261104T10:00:00',
    'r.ndjson.3.xz',
    'r.ndjson.2.gz',
    'r.ndjson.1',
  ];
  // The directory may list them in any order.
  for (const [index, name] of [...names.entries()].reverse()) {
    await writeFile(join(directory, name), '');
    await utimes(join(directory, name), 1_000 + index, 1_000 + index);
  }
  for (const other of ['r.ndjson', 'r.ndjson.bak', 'r.ndjson.run-1.0a', 'r.ndjson1', 'r.ndjson.1.bak']) {
    await writeFile(join(directory, other), '');
  }
  await writeFile(join(directory, 'other.ndjson.1'), '');
  await mkdir(join(directory, 'r.ndjson.4'));
  await symlink('nowhere', join(directory, 'r.ndjson.5'));
  const found = await rotatedFiles(join(directory, 'r.ndjson'));
  t.deepEqual(
    found.map(({ path }) => basename(path)),
    names,
  );
  t.deepEqual(
    found.map(({ compression }) => compression),
    ['gz', null, null, null, 'xz', 'gz', null],
  );
});

test('a directory that is not there has none', async (t) => {
  t.deepEqual(await rotatedFiles(join(await temporaryDirectory(t), 'missing', 'r.ndjson')), []);
});
