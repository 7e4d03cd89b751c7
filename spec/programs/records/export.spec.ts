import assert from 'node:assert/strict';
import test from 'ava';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvCell } from '../../../lib/protocol/csv.js';
import type { SessionRecord } from '../../../lib/records/record.js';
import { at, client, lineOf, sample } from '../../records/reading/samples.js';
import { run, runOn } from '../../support/records-program.js';
import { ADA, CLASS, fingerprint, MAX, recordsFile } from './fixture.js';

type Row = Readonly<Record<string, string>>;

function rowsOf(out: readonly string[]): Row[] {
  return parse(out.map((line) => `${line}\n`).join(''), { columns: true, record_delimiter: '\r\n' });
}

const records = (out: readonly string[]): SessionRecord[] =>
  out.map((line) => JSON.parse(line) as SessionRecord);
const idsOf = (all: readonly { id?: string }[]): (string | undefined)[] => all.map(({ id }) => id);

test('CSV has each participant’s last try that is done, with a column for each name, and formulas are texts', async (t) => {
  const path = await recordsFile(t);
  const { code, out, err } = await run('export', '--records', path);
  t.is(code, 0);
  t.deepEqual(err, []);
  t.is(
    out[0],
    'name,email,fingerprint,id,startedAt,endedAt,outcome,confirmed,step,error,nBits,workSeconds,address,FULL_NAME,EMAIL1,COUNTRY,PHONE\r',
  );
  const [max, ada, ...others] = rowsOf(out);
  t.deepEqual(others, []);
  t.deepEqual(max, {
    name: 'Max',
    email: '',
    fingerprint: MAX.fingerprint256,
    id: 'max 1',
    startedAt: at(70),
    endedAt: at(100),
    outcome: 'done',
    confirmed: 'false',
    step: 'DONE',
    error: 'disconnected',
    nBits: '8',
    workSeconds: '1.5',
    address: '127.0.0.1',
    FULL_NAME: 'secret answer "of" Max,\nline 2',
    EMAIL1: "'=1+1",
    COUNTRY: '',
    PHONE: "'+49 170",
  });
  t.like(ada, { id: 'ada 3', email: 'ada@example.org', COUNTRY: 'France', confirmed: 'true', EMAIL1: '' });
});

test('the first try, all tries, those before a time, and one try for each name', async (t) => {
  const path = await recordsFile(t);
  const ids = async (...args: string[]) =>
    idsOf(records((await run('export', '--format', 'ndjson', '--records', path, ...args)).out));
  t.deepEqual(await ids('--first'), ['ada 2', 'max 1']);
  t.deepEqual(await ids('--last'), ['max 1', 'ada 3']);
  t.deepEqual(await ids('--last', '--before', at(260)), ['ada 2', 'max 1']);
  t.deepEqual(await ids('--before', at(95)), []);
  t.deepEqual(
    await ids('--all'),
    CLASS.map(({ id }) => id),
  );
  t.deepEqual(await ids('--all', '--before', at(13)), ['ada 1']);
  const both =
    lineOf(sample({ id: 'one', client: MAX })) +
    lineOf(sample({ id: 'two', client: client('Max', fingerprint('07')) }));
  const { out } = await run(
    'export',
    '--format',
    'ndjson',
    '--identity',
    'cn',
    '--records',
    await recordsFile(t, both),
  );
  t.deepEqual(idsOf(records(out)), ['two']);
});

test('--names chooses the answers and their order, in CSV and in JSON', async (t) => {
  const path = await recordsFile(t);
  const csv = await run('export', '--names', 'COUNTRY,NEVER_ASKED', '--all', '--records', path);
  t.regex(csv.out[0] ?? '', /,address,COUNTRY,NEVER_ASKED\r$/);
  t.is(csv.out.length, 1 + CLASS.length);
  t.false(csv.out.join('').includes('secret'));
  const json = await run('export', '--names', 'COUNTRY', '--format', 'json', '--records', path);
  const [max, ada] = JSON.parse(json.out.join('\n')) as SessionRecord[];
  t.deepEqual([max?.answers, max?.superseded], [{}, undefined]);
  t.deepEqual([ada?.answers, ada?.superseded], [{ COUNTRY: 'France' }, { COUNTRY: ['Spain'] }]);
});

test('JSON and NDJSON have each record exactly, and nothing in them can harm a terminal', async (t) => {
  const odd = sample({
    client: ADA,
    answers: { FULL_NAME: 'a\u202eb\u0085\u2028\u001b\u{e0041}é 😀\ud800' },
  });
  const path = await recordsFile(t, lineOf(odd));
  for (const format of ['json', 'ndjson']) {
    const { out } = await run('export', '--format', format, '--records', path);
    t.regex(out.join('\n'), /^[\x20-\x7e\néￜ😀]*$/u, format);
    t.deepEqual([JSON.parse(out.join('\n'))].flat(), [odd], format);
  }
  const none = await recordsFile(t, '');
  t.deepEqual(JSON.parse((await run('export', '--format', 'json', '--records', none)).out.join('')), []);
  t.deepEqual((await run('export', '--format', 'ndjson', '--records', none)).out, []);
  t.is((await run('export', '--records', none)).out.length, 1, 'the header');
});

test('CSV on a terminal is escaped; in a file it begins with a byte order mark if that is wanted', async (t) => {
  const odd = sample({ client: ADA, answers: { FULL_NAME: 'a\u001b[2J\nb' } });
  const path = await recordsFile(t, lineOf(odd));
  const terminal = await runOn({ columns: 80 }, 'export', '--records', path);
  t.true(terminal.out[1]?.endsWith(',a\\u001b[2J\\nb\r'));
  const file = await run('export', '--bom', '--records', path);
  t.true(file.out[0]?.startsWith('\ufeffname,'));
  t.is(rowsOf([file.out.join('\n').slice(1)])[0]?.['FULL_NAME'], 'a\u001b[2J\nb');
});

test('any cell comes back from a parser of CSV as it was, but for the apostrophe of a formula', (t) => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', '=', '@', ' ', '\t', 'x') }),
  );
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 4 }), (cells) => {
      const line = `${cells.map(csvCell).join(',')}\r\n`;
      const [row] = parse(line, { record_delimiter: '\r\n' });
      const expected = cells.map((cell) => (/^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell));
      assert.deepEqual(row, expected);
      for (const cell of row) assert.doesNotMatch(cell, /^[=+\-@]/);
    }),
  );
  t.is(csvCell('a,"b"'), '"a,""b"""');
  t.is(csvCell('=cmd|x'), "'=cmd|x");
});
