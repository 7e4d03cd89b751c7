import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { peerLeft } from '../../lib/protocol/failures.js';
import { defaultRecordsPath } from '../../lib/records/default-path.js';
import { openRecords } from '../../lib/records/open-records.js';
import {
  answered,
  begin,
  beginAndKeep,
  connected,
  failed,
  makeDirectory,
  readRecords,
  START,
  unconfirmed,
} from './helpers.js';

const docs = await readFile('docs/records.md', 'utf8');
const schema = JSON.parse(await readFile('schema/record.schema.json', 'utf8')) as {
  readonly properties: Readonly<Record<string, unknown>>;
};

test('the example lists who is done, OK or not, past torn and blank lines, and an earlier line does not count', async (t) => {
  const state = await makeDirectory(t);
  const path = defaultRecordsPath({ XDG_STATE_HOME: state });
  await mkdir(join(state, 'tlslp'));
  await writeFile(path, '\n{"id":"torn","outcome":"done","answers":{"A":"', { mode: 0o600 });
  const records = await openRecords(path);
  await beginAndKeep(records, 'ada', 'Ada\n\u001b Ł');
  await beginAndKeep(records, 'failed after all');
  records.observe(failed('failed after all', peerLeft()));
  await beginAndKeep(records, 'left', 'Grace');
  records.observe(unconfirmed('left', peerLeft()));
  begin(records, 'never done');
  await records.close();
  await writeFile(path, '{"id":"ada","outcome":"failed"', { flag: 'a' });

  const [, example = ''] = /```sh\n(.*?)```/s.exec(docs) ?? [];
  const { stdout } = await promisify(execFile)('sh', ['-c', example], {
    env: { ...process.env, XDG_STATE_HOME: state },
  });
  const endedAt = (milliseconds: number) => new Date(START + milliseconds).toISOString();
  t.is(
    stdout,
    `${endedAt(10)} "alice" {"FULL_NAME":"Ada\\n\\u001b Ł"}\n${endedAt(99)} "alice" {"FULL_NAME":"Grace"}\n`,
  );
});

test('the table of fields names each field, in the order of the file, and no other', async (t) => {
  const path = join(await makeDirectory(t), 'records.ndjson');
  const records = await openRecords(path, { emptyPerHour: 0 });
  records.observe(connected('answers nothing'));
  records.observe(failed('answers nothing'));
  begin(records, 's');
  records.observe(answered('s', 'FULL_NAME', 'another'));
  await records.close();
  const [record = {}] = await readRecords(path);
  const [, table = ''] = /## A record\n\n(.*?)\n\n/s.exec(docs) ?? [];
  const fields = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, field]) => field);
  t.deepEqual(fields, Object.keys(schema.properties));
  // This session has no proxy, and solved its work.
  t.deepEqual(
    fields.filter((field) => field !== 'proxy' && field !== 'unsolvedBits'),
    Object.keys(record),
  );
});
