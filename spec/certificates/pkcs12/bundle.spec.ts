import { execFile } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { FILES } from '../../../lib/certificates/files.js';
import { isPassword, randomPassword } from '../../../lib/certificates/pkcs12/passwords.js';
import { openBundle } from '../../../lib/certificates/pkcs12/open-bundle.js';
import { testCertificates } from '../../support/certificates.js';
import { PFX } from 'pkijs';
import { makeBundle } from '../../../lib/certificates/pkcs12/bundle.js';
import { CertificateDirectory, openssl } from '../../support/certificate-directory.js';
import { hasProgram } from '../../support/has-program.js';

const execute = promisify(execFile);
const PASSWORD = 'a pass~word "1"';

/** A directory with Ada, who has a .p12 file behind PASSWORD. */
async function withBundle(t: Parameters<typeof CertificateDirectory.made>[0]) {
  const directory = await CertificateDirectory.made(t);
  const passwordFile = join(directory.home, 'password');
  await writeFile(passwordFile, `${PASSWORD}\r\nnot this line\n`);
  await directory.runWell('client', 'Ädä', '--p12', '--password-file', passwordFile);
  return { directory, path: directory.of('clients', 'Ädä', 'client.p12') };
}

test.after.always(() => {
  testCertificates().cleanup();
});

test('openssl opens it: key, certificate and CA, by modern means; and the folder has no other key', async (t) => {
  const { directory, path } = await withBundle(t);
  const info = await openssl('pkcs12', '-in', path, '-passin', `pass:${PASSWORD}`, '-info', '-nodes');
  t.true(info.ok, info.said);
  t.regex(info.said, /MAC: sha256, Iteration 10000/);
  t.is(info.said.match(/PBES2, PBKDF2, AES-256-CBC, Iteration 10000, PRF hmacWithSHA256/g)?.length, 2);
  t.is(info.said.match(/BEGIN CERTIFICATE/g)?.length, 2);
  const [pem = ''] = /-----BEGIN PRIVATE KEY-----[^]+?-----END PRIVATE KEY-----/.exec(info.said) ?? [];
  const cert = new X509Certificate(await readFile(directory.of('clients', 'Ädä', FILES.clientCert)));
  t.true(cert.checkPrivateKey(createPrivateKey(pem)));
  t.false((await openssl('pkcs12', '-in', path, '-passin', 'pass:wrong', '-noout')).ok);
  t.deepEqual(
    (await readdir(directory.of('clients', 'Ädä'))).sort(),
    [FILES.caCert, 'client.p12', FILES.clientCert].sort(),
  );
});

test('Node opens it for TLS', async (t) => {
  const { path } = await withBundle(t);
  const pfx = await readFile(path);
  t.notThrows(() => createSecureContext({ pfx, passphrase: PASSWORD }));
  t.throws(() => createSecureContext({ pfx, passphrase: 'wrong' }));
});

const withPython = hasProgram('python3', '-c', 'import cryptography') ? test : test.skip;
withPython('Python opens it', async (t) => {
  const { path } = await withBundle(t);
  const script = `
import sys
from cryptography.hazmat.primitives.serialization import pkcs12
bundle = pkcs12.load_pkcs12(open(sys.argv[1], 'rb').read(), sys.argv[2].encode())
print(bundle.key.curve.name, bundle.cert.certificate.subject.rfc4514_string(), bundle.cert.friendly_name.decode(),
  [other.certificate.subject.rfc4514_string() for other in bundle.additional_certs])`;
  const { stdout } = await execute('python3', ['-c', script, path, PASSWORD], {
    env: { ...process.env, PYTHONIOENCODING: 'utf8' },
  });
  t.is(stdout, "secp256r1 CN=Ädä Ädä ['CN=tlslp-server CA,O=tlslp-server']\n");
});

const withJava = hasProgram('keytool', '-help') ? test : test.skip;
withJava('Java opens it, as key store and as trust store', async (t) => {
  const { path } = await withBundle(t);
  const args = ['-list', '-keystore', path, '-storetype', 'PKCS12', '-storepass', PASSWORD];
  const { stdout } = await execute('keytool', args, { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  t.regex(stdout, /contains 2 entries/);
  t.regex(stdout, /PrivateKeyEntry/);
  t.regex(stdout, /^ca, .*trustedCertEntry/m);
});

test('without a password file each has a random password, which is printed once', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const lines = await directory.runWell('client', 'Ada', '--p12');
  const [, password = ''] = /client\.p12 \(valid until [-0-9]+\), password (\S+)$/.exec(lines[0] ?? '') ?? [];
  t.true(isPassword(password));
  const path = directory.of('clients', 'Ada', 'client.p12');
  t.true((await openssl('pkcs12', '-in', path, '-passin', `pass:${password}`, '-noout')).ok);
  const [kept] = await directory.runWell('client', 'Ada', '--p12');
  t.regex(kept ?? '', /^kept .*Ada \(valid until [-0-9]+\)$/);
});

test('who has a key already gets a .p12 file of it', async (t) => {
  const directory = await CertificateDirectory.made(t);
  await directory.runWell('client', 'Ada');
  const [line = ''] = await directory.runWell('client', 'Ada', '--p12', '--json');
  const { done, bundle, password } = JSON.parse(line) as Record<string, string>;
  t.deepEqual([done, bundle], ['bundled', directory.of('clients', 'Ada', 'client.p12')]);
  const opened = await openBundle(await readFile(bundle ?? ''), () => Promise.resolve(password ?? null));
  if (opened?.kind !== 'p12') return t.fail();
  const cert = new X509Certificate(await readFile(directory.of('clients', 'Ada', FILES.clientCert)));
  t.is(opened.certificates[0]?.fingerprint256, cert.fingerprint256);
  t.true(opened.keys[0] !== undefined && cert.checkPrivateKey(opened.keys[0]));
  return undefined;
});

test('a password that Java does not take, or that is short, is refused without being shown', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const file = join(directory.home, 'password');
  for (const wrong of ['short', 'pässwörd-of-many-letters', 'x'.repeat(129)]) {
    await writeFile(file, wrong);
    const { code, err } = await directory.run('client', 'Ada', '--p12', '--password-file', file);
    t.is(code, 1);
    t.deepEqual(err, [
      'tlslp-certs: --password-file: the secret must have 8 to 128 printable ASCII characters.',
    ]);
  }
  await writeFile(file, '\nsecret-word');
  t.regex(
    (await directory.run('client', 'Ada', '--p12', '--password-file', file)).err.join('\n'),
    /holds no secret: its first line is empty\.$/,
  );
  t.regex(
    (await directory.run('client', 'Ada', '--p12', '--password-file', 'none')).err.join('\n'),
    /none cannot be read: no such file\.$/,
  );
});

test('a name above U+FFFF is a whole name in the file', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const [line = ''] = await directory.runWell('client', '😀 smile', '--p12', '--json');
  const { bundle, password } = JSON.parse(line) as Record<'bundle' | 'password', string>;
  t.true((await openssl('pkcs12', '-in', bundle, '-passin', `pass:${password}`, '-noout')).ok);
  // Openssl shows the low bytes alone. The name of the key is not encrypted.
  t.true((await readFile(bundle)).includes(Buffer.from('😀 smile', 'utf16le').swap16()));
});

test('a file that wants its password hashed for hours is not opened', async (t) => {
  const { certPem, keyPem } = testCertificates().client;
  const bytes = await makeBundle({ certPem, keyPem, caPem: certPem, name: 'x' }, PASSWORD, 2048);
  const bundle = PFX.fromBER(new Uint8Array(bytes).buffer);
  if (bundle.macData !== undefined) bundle.macData.iterations = 2_000_000;
  const changed = Buffer.from(bundle.toSchema().toBER(false));
  const opened = await openBundle(changed, () => Promise.resolve(t.fail()).then(() => null));
  t.deepEqual(opened, {
    kind: 'locked-p12',
    problem: 'its password would be hashed 2000000 times, more than 1000000',
  });
});

test('random passwords differ', (t) => {
  const passwords = Array.from({ length: 100 }, randomPassword);
  t.is(new Set(passwords).size, 100);
  t.true(passwords.every((password) => /^([0-9a-z]{5}-){3}[0-9a-z]{5}$/.test(password)));
});
