import { readFile } from 'node:fs/promises';
import test from 'ava';
import { buildKernel, BUILDS } from '../../scripts/build-kernel.js';

test('the builds are what the source gives: after a change of kernel.as.ts, npm run kernel', async (t) => {
  t.is(await readFile(BUILDS, 'utf8'), await buildKernel());
});
