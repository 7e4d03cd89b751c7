import { generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import type { Crl } from '../../lib/tls/crl.js';
import { hasKnownAlgorithm, isSignedBy } from '../../lib/tls/crl-signature.js';
import { DerError, readElement } from '../../lib/tls/der.js';
import { element, integer, oid, printable, sequence } from '../support/der.js';

// revocations.spec.ts has signatures that count, of each kind of key.

const RSA_PSS = oid('2a864886f70d01010a');
const SHA256 = sequence(oid('608648016503040201'));
const SHA1 = sequence(oid('2b0e03021a'));
const hash = (algorithm: Buffer): Buffer => element(0xa0, algorithm);
const salt = (length: Buffer): Buffer => element(0xa2, length);

const KEYS = [
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey,
  generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey,
];

const signedBy = (algorithm: Buffer): Crl => ({
  issuer: 'CN=Some CA',
  thisUpdate: 0,
  nextUpdate: null,
  revoked: new Set(),
  signed: Buffer.from('signed'),
  algorithm: readElement(algorithm),
  signature: Buffer.from('no signature'),
});

for (const [what, algorithm, known] of [
  ['SHA-1 with RSA', sequence(oid('2a864886f70d010105')), false],
  ['MD5 with RSA', sequence(oid('2a864886f70d010104')), false],
  ['SHA-1 with ECDSA', sequence(oid('2a8648ce3d0401')), false],
  ['DSA', sequence(oid('608648016503040302')), false],
  ['RSA-PSS with SHA-256', sequence(RSA_PSS, sequence(hash(SHA256), salt(integer(32)))), true],
  ['RSA-PSS with the default hash, which is SHA-1', sequence(RSA_PSS, sequence(salt(integer(20)))), false],
  ['RSA-PSS with SHA-1', sequence(RSA_PSS, sequence(hash(SHA1), salt(integer(20)))), false],
  ['RSA-PSS with the default salt, which is that of SHA-1', sequence(RSA_PSS, sequence(hash(SHA256))), false],
  ['RSA-PSS with an empty salt', sequence(RSA_PSS, sequence(hash(SHA256), salt(element(2)))), false],
  [
    'RSA-PSS with a salt longer than any',
    sequence(RSA_PSS, sequence(hash(SHA256), salt(element(2, Buffer.alloc(5, 1))))),
    false,
  ],
] as const) {
  test(`${known ? 'known' : 'unknown or too weak'}: ${what}`, (t) => {
    const crl = signedBy(algorithm);
    t.is(hasKnownAlgorithm(crl), known);
    for (const key of KEYS) t.false(isSignedBy(crl, key));
  });
}

test('a signature of another kind than the key is none', (t) => {
  const { publicKey } = generateKeyPairSync('ed25519');
  for (const algorithm of ['2a864886f70d01010b', '2a8648ce3d040302', '2b6571']) {
    t.false(isSignedBy(signedBy(sequence(oid(algorithm))), publicKey));
  }
});

test('malformed algorithms', (t) => {
  for (const algorithm of [
    sequence(),
    sequence(printable('RSA')),
    sequence(RSA_PSS),
    sequence(RSA_PSS, sequence(hash(sequence()), salt(integer(32)))),
    sequence(RSA_PSS, sequence(hash(SHA256), salt(printable('32')))),
  ]) {
    t.throws(() => hasKnownAlgorithm(signedBy(algorithm)), { instanceOf: DerError });
  }
});
