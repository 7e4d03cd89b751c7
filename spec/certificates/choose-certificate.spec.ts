import test from 'ava';
import { chooseCertificate } from '../../lib/certificates/choose-certificate.js';
import type { IndexedCertificate } from '../../lib/certificates/certificate-index.js';

const certificate = (name: string, serial: string, more: Partial<IndexedCertificate> = {}) => ({
  name,
  serial,
  fingerprint: null,
  usage: 'client' as const,
  from: '2026-01-01T00:00:00.000Z',
  until: '9999-01-01T00:00:00.000Z',
  revoked: null,
  ...more,
});
const revoked = { revoked: '2026-06-01T00:00:00.000Z' };
const expired = { until: '2020-01-01T00:00:00.000Z' };

const chooses = test.macro<[target: string, expected: string, ...certificates: IndexedCertificate[]]>({
  exec(t, target, expected, ...certificates) {
    t.is(chooseCertificate(certificates, target, false), expected);
  },
  title: (title = '') => title,
});
test('by name', chooses, 'Ada', '01', certificate('Bob', '02'), certificate('Ada', '01'));
test('by name in another Unicode form', chooses, 'Jose\u0301', '01', certificate('José', '01'));
test('a name before a serial number', chooses, 'AB', '01', certificate('AB', '01'), certificate('x', 'AB'));
test(
  'the valid one',
  chooses,
  'A',
  '03',
  certificate('A', '01', revoked),
  certificate('A', '02', expired),
  certificate('A', '03'),
);
test(
  'the last one that is revoked',
  chooses,
  'A',
  '02',
  certificate('A', '01', revoked),
  certificate('A', '02', revoked),
);
test('an expired one by its serial number', chooses, '2', '02', certificate('A', '02', expired));

const refuses = test.macro<[target: string, message: RegExp, ...certificates: IndexedCertificate[]]>({
  exec(t, target, message, ...certificates) {
    t.throws(() => chooseCertificate(certificates, target, false), { code: 'invalid_option', message });
  },
  title: (title = '') => `refused: ${title}`,
});
test(
  'an expired one by its name',
  refuses,
  'A',
  /^A: expired on 2020-01-01, so there is nothing to revoke; /,
  certificate('A', '02', expired),
);
test('nobody', refuses, 'A', /^A: no certificate has this name or serial number$/);
test('a typo', refuses, 'Adda', / \(did you mean Ada\?\)$/, certificate('Ada', '01'), certificate('', '02'));
test(
  'nothing near',
  refuses,
  'A\u001bxyz',
  /^A\\u001bxyz: no certificate has this name or serial number$/,
  certificate('Ada', '01'),
);
test(
  'many of one name',
  refuses,
  'A',
  /^A: 12 valid certificates have this name; give a serial number: 10 \(2026-01-01 to 9999-01-01\), 11 .*, and 2 more$/,
  ...Array.from({ length: 12 }, (_, i) => certificate('A', String(10 + i))),
);

test('an unknown serial number, if that is wanted', (t) => {
  t.is(chooseCertificate([], 'ab:cd', true), 'ABCD');
  t.throws(() => chooseCertificate([], 'no hex', true), { code: 'invalid_option' });
});
