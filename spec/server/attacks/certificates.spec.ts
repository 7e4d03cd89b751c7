import test from 'ava';
import { certify, type OddCertificate } from '../../support/attacks/openssl-certificates.js';
import { testCertificates } from '../../support/certificates.js';
import { connectClient } from '../../support/line-client.js';
import { startServing } from '../../support/serving.js';

// Certificates of the right CA that must not open a session, and some that must. Made by openssl.

const certificates = testCertificates();
test.after.always(certificates.cleanup);

const CLIENT = 'extendedKeyUsage=clientAuth';
const NO_CA = 'basicConstraints=critical,CA:FALSE';
const AUTHORITY = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,digitalSignature,keyCertSign'];

const ACCEPTED: Readonly<Record<string, OddCertificate>> = {
  'no extension at all': {},
  'no stated purpose': { extensions: [NO_CA] },
  'clientAuth among others': { extensions: [NO_CA, 'extendedKeyUsage=serverAuth,clientAuth,1.2.3.4'] },
  'RSA of 2048 bits': { extensions: [NO_CA, CLIENT], key: ['rsa:2048'] },
};

const WEAK = /its key or a signature is too weak/;

/** With what the operator's message says. */
const REFUSED: Readonly<Record<string, OddCertificate & { readonly code: RegExp }>> = {
  "a CA's certificate": { extensions: AUTHORITY, code: /\(CA_CERTIFICATE\)/ },
  "a CA's certificate that is for clients": {
    extensions: [...AUTHORITY, CLIENT],
    code: /\(CA_CERTIFICATE\)/,
  },
  'serverAuth alone': { extensions: [NO_CA, 'extendedKeyUsage=serverAuth'], code: /\(INVALID_PURPOSE\)/ },
  'any purpose, but not clientAuth': {
    extensions: [NO_CA, 'extendedKeyUsage=anyExtendedKeyUsage'],
    code: /\(INVALID_PURPOSE\)/,
  },
  'a key that must not sign': {
    extensions: [NO_CA, 'keyUsage=critical,keyEncipherment'],
    code: /\(INVALID_PURPOSE\)/,
  },
  'RSA of 1024 bits': { extensions: [NO_CA, CLIENT], key: ['rsa:1024'], code: WEAK },
  'a signature with SHA-1': { extensions: [NO_CA, CLIENT], digest: 'sha1', code: WEAK },
};

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  for (const [what, odd] of Object.entries(ACCEPTED)) {
    test.serial(`${version}: accepted: ${what}`, async (t) => {
      const serving = await startServing(t);
      const identity = certify(`accepted-${version}`, odd);
      const client = await connectClient(await serving.port(), { identity, maxVersion: version });
      t.is(await client.converse(), 'DONE');
      await client.closed;
      await serving.end();
    });
  }

  for (const [what, { code, ...odd }] of Object.entries(REFUSED)) {
    test.serial(`${version}: refused: ${what}`, async (t) => {
      const serving = await startServing(t);
      const identity = certify(`refused-${version}`, odd);
      const client = await connectClient(await serving.port(), {
        identity,
        maxVersion: version,
        // The client itself would not use such a certificate.
        ciphers: 'DEFAULT:@SECLEVEL=0',
      });
      t.deepEqual(await client.rest(), []);
      const { reason, message } = await serving.refusalOf(client.localPort);
      t.is(reason, 'untrusted_certificate');
      t.regex(message, code);
      t.deepEqual(serving.of('connected'), []);
      await serving.end();
    });
  }
}
