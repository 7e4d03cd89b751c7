import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { seedStatus } from '../../../lib/programs/server/seed-status.js';
import { newModel, recordOf } from '../../status/played-sessions.js';
import { temporaryDirectory } from '../../support/programs.js';

function line(id: string, name: string, ending: Parameters<typeof recordOf>[2] = {}): string {
  return `${JSON.stringify(recordOf(id, name, ending))}\n`;
}

test('the last record of each session is known, also of moved files, and torn lines are not', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  await writeFile(`${path}.1.gz`, gzipSync(line('old', 'ada')));
  const torn = '{"id":"torn\nnonsense\n\nnull\n';
  await writeFile(
    path,
    `${line('a', 'bob', { confirmed: null })}${torn}${line('a', 'bob', { confirmed: false })}`,
  );
  const model = newModel();
  t.deepEqual(await seedStatus(model, path), []);
  const { participants } = model.snapshot();
  t.deepEqual(
    participants.map(({ name, state, tries, confirmed }) => [name, state, tries, confirmed]),
    [
      ['ada', 'done', 1, true],
      ['bob', 'done', 1, false],
    ],
  );
});

test('a moved file that cannot be read is a warning', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  await writeFile(`${path}.1.xz`, 'xz');
  await writeFile(path, line('a', 'bob'));
  const model = newModel();
  const warnings = await seedStatus(model, path);
  t.is(warnings.length, 1);
  t.regex(warnings[0] ?? '', /^The status page knows nothing of the moved records file \S+\.1\.xz: /);
  t.is(model.snapshot().participants.length, 1);
});

test('a pipe, a folder and nothing have no earlier sessions, and are not opened', async (t) => {
  const directory = await temporaryDirectory(t);
  const [pipe, folder] = [join(directory, 'pipe'), join(directory, 'folder')];
  execFileSync('mkfifo', [pipe]);
  await mkdir(folder);
  const model = newModel();
  for (const path of [pipe, folder, join(directory, 'none')]) t.deepEqual(await seedStatus(model, path), []);
  t.is(model.snapshot().participants.length, 0);
});
