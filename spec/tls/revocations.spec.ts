import { X509Certificate } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { ConfigError } from '../../lib/protocol/errors.js';
import { certificatesOf } from '../../lib/tls/issuers.js';
import { revocationsOf } from '../../lib/tls/read-crls.js';
import type { RevocableCertificate, Revocations } from '../../lib/tls/revocations.js';
import type { PemFiles } from '../support/certificates.js';
import { KEY_KINDS, OpensslCa } from '../support/openssl-ca.js';

const NOW = Date.now();
const DAY_MS = 86_400_000;

const one = new OpensslCa('CA one');
const two = new OpensslCa('CA two');
const good = one.client('/CN=good');
const bad = one.client('/CN=bad', { serial: '0x00ff' });
const held = one.client('/CN=held', { serial: '0x0123456789abcdef0123456789abcdef01234567' });
const ofTwo = two.client('/CN=of two');
one.revoke(bad).revoke(held, '-crl_reason', 'certificateHold');
const crlOne = one.crl();
const crlTwo = two.crl();

test.after.always(() => {
  one[Symbol.dispose]();
  two[Symbol.dispose]();
});

const read = (crl: string, ...cas: OpensslCa[]): Revocations =>
  revocationsOf(crl, certificatesOf(cas.map(({ ca }) => ca.certPem).join('\n')), 'crl.pem');

/** As a TLS socket shows it. */
function shown({ certPem }: PemFiles): RevocableCertificate {
  const { issuer, serialNumber } = new X509Certificate(certPem).toLegacyObject();
  return { issuer: { ...issuer } as RevocableCertificate['issuer'], serialNumber };
}

test('a CRL of openssl: who is revoked, and who is not', (t) => {
  const revocations = read(crlOne, one);
  t.is(revocations.stateOf(shown(good), NOW), 'good');
  t.is(revocations.stateOf(shown(bad), NOW), 'revoked');
  t.is(revocations.stateOf(shown(held), NOW), 'revoked');
  t.deepEqual(revocations.warnings(NOW, false), []);
});

test('a certificate of a CA that is not there is unknown', (t) => {
  t.is(read(crlOne, one).stateOf(shown(ofTwo), NOW), 'unknown');
});

test('several CAs: several CRLs in one file, also with text between them, and by another label', (t) => {
  const revocations = read(`first\n${crlOne}\nsecond\n${crlTwo.replaceAll('X509 CRL', 'CRL')}`, two, one);
  t.is(revocations.stateOf(shown(bad), NOW), 'revoked');
  t.is(revocations.stateOf(shown(ofTwo), NOW), 'good');
  t.deepEqual(revocations.warnings(NOW, true), []);
});

test('a CA without a CRL is a warning, and its clients are unknown', (t) => {
  const revocations = read(crlOne, one, two);
  t.is(revocations.stateOf(shown(ofTwo), NOW), 'unknown');
  t.deepEqual(
    [false, true].map((strict) => revocations.warnings(NOW, strict).map(({ message }) => message)),
    [
      ['The file crl.pem has no CRL of the CA "CA two". Revoked certificates of it are accepted.'],
      ['The file crl.pem has no CRL of the CA "CA two". No client of it is accepted (--crl-strict).'],
    ],
  );
});

test('the life of a CRL: the last third is a warning, and after it nobody is known, but the revoked stay so', (t) => {
  const from = new Date(NOW - DAY_MS);
  const revocations = read(one.crl({ from, until: new Date(NOW + 2 * DAY_MS) }), one);
  const at = (days: number): unknown => [
    ...revocations.warnings(NOW + days * DAY_MS, false).map(({ code, isUrgent }) => [code, isUrgent]),
    ...[good, bad].map((client) => revocations.stateOf(shown(client), NOW + days * DAY_MS)),
  ];
  t.deepEqual(at(-2), [['crl_outdated', true], 'unknown', 'revoked']);
  t.deepEqual(at(0.5), ['good', 'revoked']);
  t.deepEqual(at(1.1), [['crl_ends', false], 'good', 'revoked']);
  t.deepEqual(at(2.1), [['crl_outdated', true], 'unknown', 'revoked']);
  const [outdated] = revocations.warnings(NOW + 3 * DAY_MS, true);
  t.regex(
    outdated?.message ?? '',
    /^The CRL of "CA one" in crl\.pem is outdated since [-0-9]+ [:0-9]+ UTC\. No client of it is accepted \(--crl-strict\)\. Renew it /,
  );
});

test('of two CRLs of one CA the newer one counts, whatever their order', (t) => {
  const old = one.crl({ from: new Date(NOW - 9 * DAY_MS) });
  using other = new OpensslCa('Other');
  for (const file of [old + crlOne, crlOne + old]) {
    const revocations = read(file, one);
    t.is(revocations.stateOf(shown(bad), NOW), 'revoked');
    const [ignored, ...more] = revocations.warnings(NOW, false);
    t.deepEqual(more, []);
    t.regex(
      ignored?.message ?? '',
      /"O=Tests, CN=CA one", of which the file has a newer one\. It is ignored/,
    );
  }
  // An entry that a newer list leaves out is no longer revoked: a hold that was lifted.
  const client = other.client('/CN=lifted');
  const before = other.revoke(client).crl({ from: new Date(NOW - DAY_MS) });
  using renewed = new OpensslCa('Other');
  t.is(read(before, other).stateOf(shown(client), NOW), 'revoked');
  t.throws(() => read(renewed.crl(), other), { message: /is of none of the CAs/ });
});

test('a CRL of a stranger beside the right one is ignored, and said', (t) => {
  const [warning, ...more] = read(crlOne + crlTwo, one).warnings(NOW, false);
  t.deepEqual(more, []);
  t.like(warning, { code: 'crl_ignored', isUrgent: false, isDaily: false });
  t.regex(warning?.message ?? '', /"O=Tests, CN=CA two", which is not among the CAs that verify clients/);
});

for (const kind of Object.keys(KEY_KINDS) as (keyof typeof KEY_KINDS)[]) {
  test(`a CA with a key of the kind ${kind}`, (t) => {
    using ca = new OpensslCa(`CA ${kind}`, kind);
    const client = ca.client('/CN=revoked');
    t.is(read(ca.revoke(client).crl(), ca).stateOf(shown(client), NOW), 'revoked');
  });
}

test('a CA that signs by RSA-PSS', (t) => {
  using ca = new OpensslCa('CA PSS', 'RSA');
  const client = ca.client('/CN=revoked');
  const more = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32'];
  t.is(read(ca.revoke(client).crl({ more }), ca).stateOf(shown(client), NOW), 'revoked');
});

const refused = test.macro<[what: string, crl: () => string | Buffer, message: RegExp, cas?: OpensslCa[]]>({
  exec: (t, _, crl, message, cas = [one]) => {
    const pem = crl().toString('utf8');
    t.throws(() => read(pem, ...cas), { name: 'ConfigError', code: 'unusable_certificate', message });
  },
  title: (_, what) => `refused: ${what}`,
});

test(refused, 'an empty file', () => ' \n', /^The CRL crl\.pem is empty\.$/);
test(refused, 'another file', () => one.ca.certPem, /^The CRL crl\.pem contains no PEM CRL\.$/);
test(
  refused,
  'DER',
  () => one.openssl(crlOne, 'crl', '-outform', 'der'),
  /^The CRL crl\.pem is DER, not PEM: "openssl crl -inform der -in FILE -out FILE\.pem" converts it\.$/,
);
test(
  refused,
  'only that of another CA',
  () => crlTwo,
  /^The CRL crl\.pem is of none of the CAs that verify clients, but of "O=Tests, CN=CA two"\.$/,
);
test(refused, 'a broken one', () => crlOne.replace(/\n[A-Za-z0-9+/]{10}/, '\n'), /contains a broken CRL\.$/);
test(
  refused,
  'a partial one',
  () => one.crl({ more: ['-crlexts', 'critical'] }),
  /contains a CRL that is not complete on its own/,
);
test(
  refused,
  'SHA-1',
  () => one.crl({ more: ['-md', 'sha1'] }),
  /is signed by a method that is unknown or too weak, such as SHA-1\.$/,
);
test(
  refused,
  'one that revokes a CA of the file',
  () => two.revoke(two.ca).crl(),
  /revokes the CA "CA two"/,
  [one, two],
);

test('one whose signature is of another key with the same name', (t) => {
  using namesake = new OpensslCa('CA one');
  t.throws(() => read(namesake.crl(), one), { message: /is of none of the CAs/ });
});

test('changed bytes are never taken: the file is refused with one line', (t) => {
  const der = one.openssl(crlOne, 'crl', '-outform', 'der');
  fc.assert(
    fc.property(
      fc.nat(der.length - 1),
      fc.integer({ min: 1, max: 255 }),
      fc.nat(der.length),
      (at, change, length) => {
        const changed = Buffer.from(der);
        changed[at] = (changed[at] ?? 0) ^ change;
        for (const bytes of [changed, der.subarray(0, length), der.subarray(at)]) {
          if (bytes.equals(der)) continue;
          const pem = `-----BEGIN X509 CRL-----\n${bytes.toString('base64')}\n-----END X509 CRL-----`;
          assert.throws(
            () => read(pem, one),
            (error) => error instanceof ConfigError && !error.message.includes('\n'),
          );
        }
      },
    ),
    { numRuns: 500, examples: [[226, 1, 0]] },
  );
  t.pass();
});

test('any bytes are refused with one line', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const pem = `-----BEGIN X509 CRL-----\n${Buffer.from(bytes).toString('base64')}A\n-----END X509 CRL-----`;
      assert.throws(() => read(pem, one), ConfigError);
    }),
    { numRuns: 500 },
  );
  t.pass();
});

test('many entries are read in their time, each of them', (t) => {
  using ca = new OpensslCa('Many');
  const client = ca.client('/CN=x', { serial: '0x7fff' });
  const entries = Array.from({ length: 3000 }, (_, n) => {
    const serial = (n + 1).toString(16).padStart(4, '0').toUpperCase();
    return `R\t301231235959Z\t260101000000Z\t${serial}\tunknown\t/CN=${n}`;
  });
  ca.index(entries.join('\n'));
  const revocations = read(ca.crl(), ca);
  const { issuer } = shown(client);
  t.is(revocations.stateOf({ issuer, serialNumber: '01' }, NOW), 'revoked');
  t.is(revocations.stateOf({ issuer, serialNumber: '0BB8' }, NOW), 'revoked');
  t.is(revocations.stateOf({ issuer, serialNumber: '0BB9' }, NOW), 'good');
});
