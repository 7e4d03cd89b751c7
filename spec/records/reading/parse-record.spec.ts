import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { parseRecord } from '../../../lib/records/reading/parse-record.js';
import { failure, sample } from './samples.js';

const PROXY = {
  remote: { address: '192.0.2.1', port: 1 },
  alpn: 'a',
  authority: 'b.example',
  uniqueId: '0x00',
};
const GOOD = sample({ superseded: { FULL_NAME: ['Eve'] }, suppressed: 2, proxy: PROXY });

test('what the server writes is a record, and so is one with a field or a code of a later version', (t) => {
  for (const record of [GOOD, failure(), sample({ client: null, remote: null, tls: null })]) {
    t.deepEqual(parseRecord(JSON.stringify(record)), record);
  }
  const later = { ...failure(), error: { code: 'of_a_later_version', message: '' }, more: [1] };
  t.deepEqual(parseRecord(JSON.stringify(later)), later as never);
  const { confirmed: _, ...older } = GOOD;
  t.deepEqual(parseRecord(JSON.stringify(older)), { ...older, confirmed: null });
});

test('a record with a field that is missing or of another type is none', (t) => {
  const used = 'id startedAt endedAt outcome step error client work answers'.split(' ');
  for (const field of Object.keys(GOOD)) {
    for (const wrong of [[], 7, { a: 7 }, '?']) {
      const isRight =
        field === 'tls' ||
        (wrong === '?' && ['id', 'step'].includes(field)) ||
        (wrong === 7 && field === 'suppressed');
      if (isRight) continue;
      t.is(
        parseRecord(JSON.stringify({ ...GOOD, [field]: wrong })),
        null,
        `${field} ${JSON.stringify(wrong)}`,
      );
    }
    const without = Object.fromEntries(Object.entries(GOOD).filter(([name]) => name !== field));
    t.is(parseRecord(JSON.stringify(without)) === null, used.includes(field), field);
  }
  for (const client of [
    {},
    { ...GOOD.client, subject: { CN: 7 } },
    { ...GOOD.client, subjectAltNames: [7] },
  ]) {
    t.is(parseRecord(JSON.stringify({ ...GOOD, client })), null);
  }
});

test('a proxy needs its address or null, and its texts are texts', (t) => {
  const isRecord = (proxy: unknown): boolean => parseRecord(JSON.stringify({ ...GOOD, proxy })) !== null;
  t.true(isRecord({ remote: null }));
  t.true(isRecord({ ...PROXY, ofALaterVersion: 1 }));
  for (const wrong of [
    {},
    { remote: 7 },
    { ...PROXY, alpn: 7 },
    { ...PROXY, authority: [] },
    { ...PROXY, uniqueId: null },
  ]) {
    t.false(isRecord(wrong), JSON.stringify(wrong));
  }
});

test('work of an earlier connection says so with true', (t) => {
  const resumed = sample({ work: { nBits: 8, suffix: 'abc', zeroBits: 9, seconds: 1.5, resumed: true } });
  t.deepEqual(parseRecord(JSON.stringify(resumed)), resumed);
  for (const wrong of [false, 'true', null]) {
    const work = { ...resumed.work, resumed: wrong };
    t.is(parseRecord(JSON.stringify({ ...resumed, work })), null);
  }
});

test('any text is a record or none, and never an error', (t) => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.object().map((value) => JSON.stringify({ ...GOOD, ...value })),
      ),
      (text) => {
        const record = parseRecord(text);
        if (record !== null) assert.equal(typeof record.id, 'string');
      },
    ),
  );
  t.pass();
});
