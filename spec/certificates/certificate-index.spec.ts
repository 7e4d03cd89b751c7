import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { parseIndex, stateOf, type IndexedCertificate } from '../../lib/certificates/certificate-index.js';
import { serialOf } from '../../lib/certificates/serials.js';
import { ConfigError } from '../../lib/protocol/errors.js';

const ADA: IndexedCertificate = {
  serial: 'AB12',
  fingerprint: 'AB:CD',
  name: 'Ada',
  usage: 'client',
  from: '2026-01-01T00:00:00.000Z',
  until: '2028-01-01T00:00:00.000Z',
  revoked: null,
};

const indexOf = (certificate: object, more: object = {}): string =>
  JSON.stringify({ version: 1, crlNumber: 3, certificates: [certificate], ...more });

test('no index yet, and one that is right', (t) => {
  t.deepEqual(parseIndex(null, 'x'), { crlNumber: 0, certificates: [] });
  t.deepEqual(parseIndex(indexOf(ADA), 'x'), { crlNumber: 3, certificates: [ADA] });
});

const refused = test.macro({
  exec(t, text: string) {
    t.throws(() => parseIndex(text, 'x/ca_index.json'), {
      instanceOf: ConfigError,
      message: /^x\/ca_index\.json is not an index of tlslp-certs\. Move it away, /,
    });
  },
  title: (_, text: string) => `refused: ${text.slice(0, 60)} ${text.length}`,
});

test(refused, '');
test(refused, '[]');
test(refused, 'null');
test(refused, indexOf(ADA).slice(0, -3));
test(refused, indexOf(ADA, { version: 2 }));
test(refused, indexOf(ADA, { crlNumber: -1 }));
test(refused, indexOf(ADA, { crlNumber: 2 ** 60 }));
for (const wrong of [
  { serial: 'ab12' },
  { serial: '../x' },
  { fingerprint: 7 },
  { name: null },
  { usage: 'x' },
  { until: 'soon' },
  { revoked: true },
]) {
  test(refused, indexOf({ ...ADA, ...wrong }));
}

test('any text is an index or a ConfigError', (t) => {
  const values = fc.record(
    { version: fc.constant(1), crlNumber: fc.nat(), certificates: fc.array(fc.jsonValue()) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        values.map((value) => JSON.stringify(value)),
      ),
      (text) => {
        try {
          assert(Array.isArray(parseIndex(text, 'x').certificates));
        } catch (error) {
          assert(error instanceof ConfigError);
        }
      },
    ),
  );
  t.pass();
});

test('states: revoked counts more than expired', (t) => {
  const now = Date.parse('2027-01-01');
  t.is(stateOf(ADA, now), 'valid');
  t.is(stateOf(ADA, Date.parse('2029-01-01')), 'expired');
  t.is(stateOf({ ...ADA, revoked: '2026-06-01T00:00:00.000Z' }, Date.parse('2029-01-01')), 'revoked');
  t.is(stateOf({ ...ADA, until: null }, now), 'valid');
});

test('serial numbers have one form', (t) => {
  t.is(serialOf('ab:12'), 'AB12');
  t.is(serialOf('00000a'), '0A');
  t.is(serialOf('0'), '00');
  for (const wrong of ['', 'xyz', '12 34', '-1', '0x12', 'a'.repeat(65)]) t.is(serialOf(wrong), null);
});
