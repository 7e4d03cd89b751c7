import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { crlContents, isSignedBy, makeCrl, readCrl } from '../../lib/certificates/crl.js';
import { makeAuthority, signerOf } from '../../lib/certificates/issue.js';
import { certificatesOf } from '../../lib/tls/issuers.js';
import { revocationsOf } from '../../lib/tls/read-crls.js';

// revoke.spec.ts has what openssl says of such a list.

test('a list of thousands is read again as it was made, here and by the server', async (t) => {
  const ca = await makeAuthority();
  const revokedAt = new Date('2026-01-02T03:04:05Z');
  const revoked = Array.from({ length: 5000 }, (_, n) => ({
    serial: (n + 0x1000).toString(16).toUpperCase(),
    revokedAt,
  }));
  const pem = await makeCrl(await signerOf(ca), { number: 7, revoked });
  const crl = readCrl(pem, 'crl.pem');
  t.true(await isSignedBy(crl, ca.certPem));
  const contents = crlContents(crl);
  t.is(contents.number, 7);
  t.deepEqual(contents.revoked, revoked);
  const { subject } = new X509Certificate(ca.certPem).toLegacyObject();
  const issuer = { ...subject } as Record<string, string>;
  const revocations = revocationsOf(pem, certificatesOf(ca.certPem), 'crl.pem');
  for (const [serialNumber, state] of [
    ['1000', 'revoked'],
    ['2387', 'revoked'],
    ['2388', 'good'],
  ] as const) {
    t.is(revocations.stateOf({ issuer, serialNumber }, Date.now()), state);
  }
});
