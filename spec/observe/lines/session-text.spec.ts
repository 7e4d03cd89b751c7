import test from 'ava';
import { commonName, secondsText, shortId } from '../../../lib/observe/lines/session-text.js';
import type { ClientCertificate, DistinguishedName } from '../../../lib/session/events.js';

const says = test.macro<[actual: string | null, expected: string | null]>({
  exec(t, actual, expected) {
    t.is(actual, expected);
  },
  title: (providedTitle, actual) => `${providedTitle ?? ''}: ${String(actual)}`,
});

const certificate = (subject: DistinguishedName): ClientCertificate => ({
  subject,
  issuer: {},
  serialNumber: '01',
  fingerprint256: 'AA',
});

test('id', says, shortId('0123456789'), '01234567');
test('id with a control character', says, shortId('a\nb'), 'a\\nb');
test('no certificate', says, commonName(null), null);
test('certificate without CN', says, commonName(certificate({ O: 'x' })), null);
test('CN', says, commonName(certificate({ CN: 'Ada' })), 'Ada');
test(
  'CN that forges a line',
  says,
  commonName(certificate({ CN: 'Ada\nSession 1 done' })),
  'Ada\\nSession 1 done',
);
test('CN several times', says, commonName(certificate({ CN: ['a', 'b'] })), 'a, b');
test('seconds', says, secondsText(1.54), '1.5 s');
test('many seconds', says, secondsText(1799.6), '1800 s');
