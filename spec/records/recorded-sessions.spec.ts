import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { recordedSessions, type AnswerlessRecord } from '../../lib/records/recorded-sessions.js';
import { recordOf } from '../status/played-sessions.js';
import { temporaryDirectory } from '../support/programs.js';

function line(id: string, ending: Parameters<typeof recordOf>[2] = {}): string {
  return `${JSON.stringify(recordOf(id, id, ending))}\n`;
}

async function all(path: string): Promise<AnswerlessRecord[]> {
  const records: AnswerlessRecord[] = [];
  for await (const record of recordedSessions(path)) records.push(record);
  return records;
}

test('of each session the last record, in the order of the first, without answers', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  await writeFile(
    path,
    [
      line('a', { confirmed: null }),
      line('b', { outcome: 'failed', confirmed: false }),
      '\n{"id":"torn',
      '\nnonsense\n{"id":"x"}\nnull\n[]\n{"id":"y","startedAt":"never"}\n\n',
      line('a', { confirmed: false }),
      line('c').trimEnd(),
    ].join(''),
  );
  const records = await all(path);
  t.deepEqual(
    records.map(({ id, confirmed }) => [id, confirmed]),
    [
      ['a', false],
      ['b', false],
      ['c', true],
    ],
  );
  for (const record of records) t.false('answers' in record);
});

test('moved files come first, also compressed ones; what cannot be read is left out', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  await writeFile(`${path}.2.gz`, gzipSync(line('old')));
  await writeFile(`${path}.1.gz`, gzipSync(line('cut')).subarray(0, 30));
  await writeFile(`${path}.3.xz`, 'xz');
  t.deepEqual(
    (await all(path)).map(({ id }) => id),
    ['old'],
  );
  await appendFile(path, line('new'));
  t.deepEqual(
    (await all(path)).map(({ id }) => id),
    ['old', 'new'],
  );
});

test('more sessions than wait for a second record are all there', async (t) => {
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const lines = Array.from({ length: 20_100 }, (_, n) => line(`s${n}`));
  await writeFile(path, [...lines, line('s20099', { confirmed: false })].join(''));
  const records = await all(path);
  t.is(records.length, 20_100);
  t.is(records[0]?.id, 's0');
  t.is(records.at(-1)?.confirmed, false);
});

test('without a file there are no records', async (t) => {
  t.deepEqual(await all(join(await temporaryDirectory(t), 'none')), []);
});
