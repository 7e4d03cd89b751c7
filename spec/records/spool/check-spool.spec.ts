import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { checkSpool } from '../../../lib/records/spool/check-spool.js';
import { defaultSpoolDirectory } from '../../../lib/records/spool/default-spool.js';
import { makeDirectory } from '../helpers.js';

test('a directory that can be made is good, and is not made', async (t) => {
  const directory = await makeDirectory(t);
  await checkSpool(join(directory, 'state', 'spool'));
  t.deepEqual(await readdir(directory), []);
});

test('a file in its place is told in one line, with what to do', async (t) => {
  const path = join(await makeDirectory(t), 'spool');
  await writeFile(path, '');
  await t.throwsAsync(checkSpool(path), {
    code: 'unusable_file',
    message: /^Records cannot wait in the spool .*spool: .*\. Correct that, .*--spool, .*--no-spool\.$/,
  });
});

test('the default is beside the default records', (t) => {
  t.is(defaultSpoolDirectory({ STATE_DIRECTORY: '/var/lib/tlslp:/other' }), '/var/lib/tlslp/spool');
  t.is(defaultSpoolDirectory({ XDG_STATE_HOME: '/state' }), '/state/tlslp/spool');
  t.is(defaultSpoolDirectory({}, '/home/ada'), '/home/ada/.local/state/tlslp/spool');
});
