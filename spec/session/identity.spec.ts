import test from 'ava';
import { certificateKey, identityOf } from '../../lib/session/identity.js';

test('a certificate counts by its issuer and its serial number, whatever its name and fingerprint', (t) => {
  const one = { subject: { CN: 'a' }, issuer: { CN: 'CA' }, serialNumber: '01', fingerprint256: 'A' };
  t.is(certificateKey(one), certificateKey({ ...one, subject: { CN: 'b' }, fingerprint256: 'B' }));
  t.not(certificateKey(one), certificateKey({ ...one, serialNumber: '02' }));
  t.not(certificateKey(one), certificateKey({ ...one, issuer: { CN: 'Other CA' } }));
});

test('an identity is the fingerprint, or the common name where there is one', (t) => {
  const client = { subject: { CN: 'a' }, fingerprint256: 'AB' };
  t.is(identityOf(client, 'fingerprint'), 'AB');
  t.is(identityOf(client, 'cn'), 'cn:a');
  t.is(identityOf({ ...client, subject: { CN: ['a', 'b'] } }, 'cn'), 'cn:["a","b"]');
  t.is(identityOf({ ...client, subject: {} }, 'cn'), 'AB');
});
