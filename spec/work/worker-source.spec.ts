import { readFile } from 'node:fs/promises';
import test from 'ava';
import { buildWorker, WORKER_SOURCE_FILE } from '../../scripts/build-worker.js';

test('the script of a thread is what its modules give: after a change of lib/work, npm run kernel', async (t) => {
  t.is(await readFile(WORKER_SOURCE_FILE, 'utf8'), await buildWorker());
});
