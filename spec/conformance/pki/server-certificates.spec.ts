import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import {
  belowIntermediate,
  OTHER_KEYS,
  rootAuthority,
  SOME_NAMES,
  UNTRUSTED,
} from '../../../lib/conformance/pki/server-certificates.js';
import { Pki, type PemFiles } from '../../../lib/conformance/pki/pki.js';
import { hasProgram } from '../../support/has-program.js';

const pki = await Pki.create();
test.after.always(() => pki.remove());

const openssl = hasProgram('openssl', 'version') ? test : test.skip;

/** Verifies as a client does that connects to a host. Returns why not, as openssl words it; null when all is right. */
function problemOf({ certPath }: PemFiles, host = 'localhost', ca: PemFiles = pki.ca): string | null {
  const check = /^[0-9.:]+$/.test(host) ? '-verify_ip' : '-verify_hostname';
  const { status, stderr, stdout } = spawnSync(
    'openssl',
    [
      ...['verify', '-x509_strict', '-CAfile', ca.certPath, '-untrusted', certPath, '-purpose', 'sslserver'],
      ...[check, host, certPath],
    ],
    { encoding: 'utf8' },
  );
  if (status === 0) return null;
  return /^error \d+ at \d+ depth lookup: (.*)$/m.exec(stderr + stdout)?.[1] ?? stderr;
}

const PROBLEMS: Readonly<Record<keyof typeof UNTRUSTED, RegExp>> = {
  unknownAuthority: /^self-signed certificate in certificate chain$/,
  namesake: /^(self-signed certificate in certificate chain|certificate signature failure)$/,
  selfSigned: /^self-signed certificate$/,
  selfSignedAsAuthority: /^(self-signed certificate|certificate signature failure)$/,
  expired: /^certificate has expired$/,
  notYetValid: /^certificate is not yet valid$/,
  wrongName: /^hostname mismatch$/,
  rightCommonName: /^hostname mismatch$/,
  wrongWildcard: /^hostname mismatch$/,
  wrongPurpose: /purpose$/,
  signedByLeaf: /^invalid CA certificate$/,
  signedByClient: /^invalid CA certificate$/,
  pathTooLong: /^path length constraint exceeded$/,
};

for (const [name, problem] of Object.entries(PROBLEMS)) {
  openssl(`${name}: openssl refuses it for the reason that it is made for`, async (t) => {
    t.regex(problemOf(await UNTRUSTED[name as keyof typeof UNTRUSTED](pki)) ?? 'nothing', problem);
  });
}

for (const [name, make] of Object.entries(OTHER_KEYS)) {
  openssl(`${name}: openssl trusts it`, async (t) => {
    t.is(problemOf(await make(pki)), null);
  });
}

openssl('the certificate of the server is trusted by its name and its addresses', (t) => {
  t.deepEqual(
    ['localhost', '127.0.0.1', '::1'].map((host) => problemOf(pki.server, host)),
    [null, null, null],
  );
});

openssl(
  'a certificate below an intermediate CA is trusted by who trusts the root, and by nobody else',
  async (t) => {
    const files = await belowIntermediate(pki);
    t.is(problemOf(files, 'localhost', await rootAuthority(pki)), null);
    t.regex(problemOf(files) ?? '', /issuer certificate/);
  },
);

openssl('certificates for some names are for these alone', async (t) => {
  const rows = [
    [SOME_NAMES.onlyLocalhost, 'localhost', null],
    [SOME_NAMES.onlyLocalhost, '127.0.0.1', 'IP address mismatch'],
    [SOME_NAMES.only127, '127.0.0.1', null],
    [SOME_NAMES.only127, '::1', 'IP address mismatch'],
    [SOME_NAMES.onlyV6, '::1', null],
    [SOME_NAMES.addressAsName, '127.0.0.1', 'IP address mismatch'],
  ] as const;
  for (const [make, host, problem] of rows) t.is(problemOf(await make(pki), host), problem);
});

openssl('a certificate with its name only as its common name has no alternative name', async (t) => {
  const { certPem } = await SOME_NAMES.onlyCommonName(pki);
  t.is(new X509Certificate(certPem).subjectAltName, undefined);
  t.is(new X509Certificate(certPem).subject, 'CN=localhost');
});

for (const [name, key] of [
  ['rsa', 'Public-Key: (2048 bit)'],
  ['p384', 'NIST CURVE: P-384'],
  ['ed25519', 'ED25519 Public-Key'],
] as const) {
  openssl(`${name}: its key is one`, async (t) => {
    const { certPath, keyPath } = await OTHER_KEYS[name](pki);
    const text = execFileSync('openssl', ['x509', '-in', certPath, '-noout', '-text'], { encoding: 'utf8' });
    t.true(text.includes(key), text);
    const publicKeys = [
      execFileSync('openssl', ['x509', '-in', certPath, '-noout', '-pubkey'], { encoding: 'utf8' }),
      execFileSync('openssl', ['pkey', '-in', keyPath, '-pubout'], { encoding: 'utf8' }),
    ];
    t.is(publicKeys[0], publicKeys[1]);
  });
}

test('the CA that only has the name of the trusted one has that name', async (t) => {
  const trusted = new X509Certificate(pki.ca.certPem).subject;
  for (const make of [UNTRUSTED.namesake, UNTRUSTED.selfSignedAsAuthority]) {
    const { certPem } = await make(pki);
    t.is(new X509Certificate(certPem).issuer, trusted);
  }
});

test('a certificate is made once', async (t) => {
  t.is(await UNTRUSTED.expired(pki), await UNTRUSTED.expired(pki));
});
