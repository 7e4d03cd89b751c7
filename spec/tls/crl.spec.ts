import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { CrlExtensionError, parseCrl, type Crl } from '../../lib/tls/crl.js';
import { DerError, readElement, sequenceOf, TAG } from '../../lib/tls/der.js';
import { BOOLEAN, element, integer, name, oid, printable, sequence, set, text } from '../support/der.js';
import { OpensslCa } from '../support/openssl-ca.js';

// revocations.spec.ts has the CRLs that openssl makes. Here are those that it does not make, and that others do.

const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));
const SIGNATURE = element(0x03, Buffer.of(0, 1, 2, 3));
const ISSUER = name('550403', 'Some CA');
const AT = text(TAG.utcTime, '260102030405Z');

/** A CRL of these fields. */
function crl(...fields: readonly Buffer[]): Buffer {
  return sequence(sequence(...fields), ECDSA_SHA256, SIGNATURE);
}

/** A CRL with these entries. */
function crlOf(...entries: readonly Buffer[]): Crl {
  return parseCrl(crl(integer(1), ECDSA_SHA256, ISSUER, AT, sequence(...entries)));
}

test('the oldest form: no version, no next update, nobody revoked', (t) => {
  const { issuer, thisUpdate, nextUpdate, revoked, signature } = parseCrl(crl(ECDSA_SHA256, ISSUER, AT));
  t.is(issuer, 'CN=Some CA');
  t.is(thisUpdate, Date.UTC(2026, 0, 2, 3, 4, 5));
  t.is(nextUpdate, null);
  t.is(revoked.size, 0);
  t.deepEqual(signature, Buffer.of(1, 2, 3));
});

test('times of both types, in this century and the last', (t) => {
  const timeOf = (tag: number, time: string): string =>
    new Date(parseCrl(crl(ECDSA_SHA256, ISSUER, text(tag, time))).thisUpdate).toISOString();
  t.is(timeOf(TAG.utcTime, '491231235959Z'), '2049-12-31T23:59:59.000Z');
  t.is(timeOf(TAG.utcTime, '500101000000Z'), '1950-01-01T00:00:00.000Z');
  t.is(timeOf(TAG.generalizedTime, '20500101000000Z'), '2050-01-01T00:00:00.000Z');
});

for (const [tag, time] of [
  [TAG.utcTime, '261302030405Z'],
  [TAG.utcTime, '2601020304Z'],
  [TAG.utcTime, '260102030405+0100'],
  [TAG.generalizedTime, '20260102030405.5Z'],
  [TAG.generalizedTime, ''],
] as const) {
  test(`a time that RFC 5280 does not allow: "${time}"`, (t) => {
    t.throws(() => parseCrl(crl(ECDSA_SHA256, ISSUER, text(tag, time))), {
      instanceOf: DerError,
      message: 'It has a malformed time.',
    });
  });
}

test('serial numbers are written as Node writes those of certificates, negative ones too', (t) => {
  using ca = new OpensslCa();
  for (const serial of [
    '0',
    '1',
    '127',
    '128',
    '255',
    '256',
    '65535',
    '-1',
    '-128',
    '-129',
    '-255',
    '-4096',
  ]) {
    const { certPem } = ca.client('/CN=x', { serial });
    const { raw, serialNumber } = new X509Certificate(certPem);
    // After the version.
    const [, encoded] = sequenceOf(sequenceOf(readElement(raw))[0]);
    t.deepEqual([...crlOf(sequence(encoded?.whole ?? Buffer.of(), AT)).revoked], [serialNumber], serial);
  }
});

test('an entry has no date, no serial number, or an empty one', (t) => {
  t.throws(() => crlOf(sequence(integer(1))), { instanceOf: DerError, message: 'An entry has no date.' });
  t.throws(() => crlOf(sequence(AT, AT)), { instanceOf: DerError });
  t.deepEqual([...crlOf(sequence(element(TAG.integer), AT)).revoked], ['0']);
});

test('an extension of an entry: one that is critical can change whom it is about', (t) => {
  const reason = sequence(oid('551d15'), element(TAG.octetString, Buffer.of(0x0a, 1, 1)));
  const certificateIssuer = sequence(oid('551d1d'), BOOLEAN.true, element(TAG.octetString));
  t.deepEqual([...crlOf(sequence(integer(7), AT, sequence(reason))).revoked], ['07']);
  t.throws(() => crlOf(sequence(integer(7), AT, sequence(reason, certificateIssuer))), {
    instanceOf: CrlExtensionError,
  });
});

for (const [what, bytes] of Object.entries({
  'a list alone': sequence(sequence(ECDSA_SHA256, ISSUER, AT)),
  'no signature': sequence(sequence(ECDSA_SHA256, ISSUER, AT), ECDSA_SHA256),
  'no issuer': crl(integer(1), ECDSA_SHA256),
  'no time': crl(integer(1), ECDSA_SHA256, ISSUER),
  'a time that is none': crl(integer(1), ECDSA_SHA256, ISSUER, integer(1)),
  'a name whose parts are no sets': crl(ECDSA_SHA256, sequence(printable('Some CA')), AT),
  'a name whose parts are no pairs': crl(ECDSA_SHA256, sequence(set(printable('Some CA'))), AT),
  'something unknown behind the entries': crl(ECDSA_SHA256, ISSUER, AT, integer(1)),
  'two algorithms': crl(sequence(oid('2b6570')), ISSUER, AT),
  'bytes behind it': Buffer.concat([crl(ECDSA_SHA256, ISSUER, AT), Buffer.of(0)]),
  'a signature with bits left over': sequence(
    sequence(ECDSA_SHA256, ISSUER, AT),
    ECDSA_SHA256,
    element(0x03, Buffer.of(4, 0xf0)),
  ),
  'a signature without bits': sequence(sequence(ECDSA_SHA256, ISSUER, AT), ECDSA_SHA256, element(0x03)),
})) {
  test(`malformed: ${what}`, (t) => {
    t.throws(() => parseCrl(bytes), { instanceOf: DerError });
  });
}
