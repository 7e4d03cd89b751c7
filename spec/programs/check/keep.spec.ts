import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { keepResult, prepareDirectory } from '../../../lib/programs/check/keep.js';
import { result, RUN } from '../../support/conformance/results.js';
import { temporaryDirectory } from '../../support/programs.js';

test('a directory that is there is used, and one that is not is made', async (t) => {
  const place = await temporaryDirectory(t);
  await prepareDirectory(place);
  await prepareDirectory(join(place, 'new'));
  t.deepEqual(await readdir(place), ['new']);
});

test('a file in its place is refused', async (t) => {
  const place = join(await temporaryDirectory(t), 'file');
  await writeFile(place, '');
  await t.throwsAsync(prepareDirectory(place), { message: /cannot be written: it already exists/ });
});

test('what an older run has kept of a check goes, and each program has files of its own', async (t) => {
  const place = await temporaryDirectory(t);
  await mkdir(join(place, 'order.a'));
  await writeFile(join(place, 'order.a', 'old.txt'), '');
  const output = { stdout: Buffer.from('a'), stderr: Buffer.from('b') };
  await keepResult(place, result('order.a', 'fail', { outputs: [output, output] }), RUN);
  const files = ['result.json', 'stderr-2.txt', 'stderr.txt', 'stdout-2.txt', 'stdout.txt', 'transcript.txt'];
  t.deepEqual((await readdir(join(place, 'order.a'))).sort(), files);
});

test('a directory that has gone is told', async (t) => {
  const place = join(await temporaryDirectory(t), 'gone');
  await t.throwsAsync(keepResult(place, result('order.a', 'fail'), RUN), { message: /no such file/ });
});
