import { join } from 'node:path';
import test from 'ava';
import { syncDirectory } from '../../lib/files/sync-directory.js';
import { temporaryDirectory } from '../support/programs.js';

test('a directory is synced; one that is not there is an error', async (t) => {
  const directory = await temporaryDirectory(t);
  await t.notThrowsAsync(syncDirectory(directory));
  await t.throwsAsync(syncDirectory(join(directory, 'missing')), { code: 'ENOENT' });
});
