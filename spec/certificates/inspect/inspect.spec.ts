import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { inspectFiles } from '../../../lib/certificates/inspect/inspect.js';
import { FILES } from '../../../lib/certificates/files.js';
import { run } from '../../support/certs-program.js';
import { CertificateDirectory, openssl } from '../../support/certificate-directory.js';
import { ODD_NAME, testCertificates } from '../../support/certificates.js';

test.after.always(() => {
  testCertificates().cleanup();
});

const WRONG = /^ {2}WRONG +(.*)$/;

/** What is wrong with these files. */
async function wrongs(...argv: string[]): Promise<string[]> {
  const { code, out } = await run('check', ...argv);
  const found = out.flatMap((line) => WRONG.exec(line)?.[1] ?? []);
  if (code !== (found.length === 0 ? 0 : 1)) throw new Error(`exit code ${code}`);
  return found;
}

test('what init makes is right, and is described', async (t) => {
  const directory = await CertificateDirectory.made(t);
  await directory.runWell('revoke', 'tlslp-client');
  await directory.runWell('server');
  const paths = [FILES.caCert, FILES.caKey, FILES.serverCert, FILES.serverKey, 'crl.pem'].map((name) =>
    directory.of(name),
  );
  const { code, out } = await run('check', ...paths);
  t.is(code, 0);
  t.deepEqual(
    out.filter((line) => !line.startsWith(' ')),
    [
      `${paths[0] ?? ''}: CA certificate, which issues others`,
      `${paths[1] ?? ''}: private key`,
      `${paths[2] ?? ''}: certificate for a TLS server`,
      `${paths[3] ?? ''}: private key`,
      `${paths[4] ?? ''}: list of revoked certificates (CRL)`,
    ],
  );
  t.true(out.includes('  names        localhost, 127.0.0.1, ::1'));
  t.true(out.includes('  key          EC P-256'));
  t.true(out.includes(`  belongs to   ${paths[2] ?? ''}`));
  t.true(out.includes(`  issued by    ${paths[0] ?? ''}`));
  t.true(out.includes(`  signed by    ${paths[0] ?? ''}`));
});

test('what does not belong together', async (t) => {
  const { ca, client, server, strangerClient, strangerCa } = testCertificates();
  t.deepEqual(await wrongs(client.certPath, server.keyPath), ['belongs to no certificate that is given']);
  t.deepEqual(await wrongs(client.certPath, client.keyPath), []);
  t.deepEqual(await wrongs(server.keyPath), []);
  t.deepEqual(await wrongs(ca.certPath, strangerClient.certPath), [`is not issued by ${ca.certPath}`]);
  t.deepEqual(await wrongs(ca.certPath, strangerCa.certPath, strangerClient.certPath), []);
});

test('a certificate on the list, and a list of another CA', async (t) => {
  const directory = await CertificateDirectory.made(t);
  await directory.runWell('revoke', 'tlslp-client');
  const [client, crl] = [directory.of(FILES.clientCert), directory.of('crl.pem')];
  const today = new Date().toISOString().slice(0, 10);
  t.deepEqual(await wrongs(client, crl), [`was revoked on ${today}, says ${crl}`]);
  const { ca } = testCertificates();
  t.deepEqual(await wrongs(ca.certPath, crl), [`is not signed by ${ca.certPath}`]);
});

test('dates: ended, not yet valid, soon at their end', async (t) => {
  const { expiredClient, client } = testCertificates();
  t.regex((await wrongs(expiredClient.certPath)).join('|'), /^ended on \d{4}-\d\d-\d\d$/);
  const file = { path: 'x', bytes: Buffer.from(client.certPem), mode: 0o600 };
  const ask = () => Promise.resolve(null);
  const [early] = await inspectFiles([file], ask, new Date('2020-01-01'));
  t.regex(early?.problems.join('|') ?? '', /^is not valid before 20/);
  const soon = new Date(Date.now() + 720 * 86_400_000);
  const [late] = await inspectFiles([file], ask, soon);
  t.deepEqual(late?.problems, []);
  t.regex(late?.facts.find(([label]) => label === 'valid')?.[1] ?? '', / \((9|10) days from now\)$/);
  const directory = await CertificateDirectory.made(t);
  await directory.runWell('renew-crl');
  const crl = { path: 'crl', bytes: await readFile(directory.of('crl.pem')), mode: 0o600 };
  const [ended] = await inspectFiles([crl], ask, new Date(Date.now() + 100 * 86_400_000));
  t.regex(ended?.problems.join('|') ?? '', /^ended on [-0-9]+: OpenSSL then refuses every client$/);
});

test('keys: readable for others, encrypted, weak, broken', async (t) => {
  const { home } = await CertificateDirectory.empty(t);
  const path = join(home, 'key.pem');
  await writeFile(path, testCertificates().client.keyPem, { mode: 0o600 });
  await chmod(path, 0o644);
  t.deepEqual(await wrongs(path), ['can be read by others (mode 644): chmod 600 makes it private']);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  await writeFile(path, privateKey.export({ type: 'pkcs1', format: 'pem' }));
  await chmod(path, 0o600);
  t.deepEqual(await wrongs(path), ['has an RSA key of 1024 bits: OpenSSL refuses less than 2048']);
  const cipher = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'let me in' } as const;
  await writeFile(path, privateKey.export(cipher));
  const password = join(home, 'password');
  await writeFile(password, 'let me in\n');
  t.regex(
    (await run('check', path)).out.join('\n'),
    /encrypted\n {2}note +was not opened: give its password with --password-file$/,
  );
  t.deepEqual(await wrongs(path, '--password-file', password), [
    'has an RSA key of 1024 bits: OpenSSL refuses less than 2048',
  ]);
  await writeFile(password, 'let me out\n');
  t.regex(
    (await wrongs(path, '--password-file', password)).join('|'),
    /^was not opened: the password is wrong/,
  );
  await writeFile(path, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n');
  t.deepEqual(await wrongs(path), ['is a broken private key']);
});

test('DER, .p12, chains, and lists that Node does not read', async (t) => {
  const directory = await CertificateDirectory.made(t);
  await directory.runWell('renew-crl');
  const [der, crl] = [join(directory.home, 'x.der'), directory.of('crl.pem')];
  await openssl('x509', '-in', directory.of(FILES.caCert), '-outform', 'DER', '-out', der);
  t.deepEqual((await run('check', der)).out[0], `${der}: CA certificate, which issues others`);
  await openssl('crl', '-in', crl, '-outform', 'DER', '-out', der);
  t.deepEqual(await wrongs(der), ['must be PEM with the label X509 CRL: OpenSSL and Node read no other']);
  await openssl(
    'pkcs8',
    '-topk8',
    '-nocrypt',
    '-in',
    directory.of(FILES.caKey),
    '-outform',
    'DER',
    '-out',
    der,
  );
  await chmod(der, 0o600);
  t.deepEqual((await run('check', der)).out[0], `${der}: private key`);
  const chain = join(directory.home, 'chain.pem');
  await writeFile(
    chain,
    (await readFile(directory.of(FILES.serverCert), 'utf8')) +
      (await readFile(directory.of(FILES.caCert), 'utf8')),
  );
  t.is((await run('check', chain)).out.filter((line) => !line.startsWith(' ')).length, 2);
  const [line = ''] = await directory.runWell('client', 'Ada', '--p12', '--json');
  const { bundle, password } = JSON.parse(line) as Record<'bundle' | 'password', string>;
  t.deepEqual(await wrongs(bundle), ['was not opened: give its password with --password-file']);
  const file = join(directory.home, 'password');
  await writeFile(file, 'not the password');
  t.deepEqual(await wrongs(bundle, '--password-file', file), [
    'was not opened: the password is wrong, or the file is damaged',
  ]);
  await writeFile(file, password);
  const { code, out } = await run('check', bundle, '--password-file', file);
  t.is(code, 0);
  t.deepEqual(
    out.filter((text) => text.startsWith(bundle)).map((text) => text.slice(bundle.length + 2)),
    [
      '.p12 file',
      'private key, encrypted',
      'certificate for a TLS client',
      'CA certificate, which issues others',
    ],
  );
  const exported = async (name: string, ...more: string[]): Promise<string> => {
    const path = join(directory.home, name);
    const pair = ['-in', directory.of(FILES.clientCert), '-inkey', directory.of(FILES.clientKey)];
    await openssl('pkcs12', '-export', ...pair, '-out', path, '-passout', `pass:${password}`, ...more);
    return path;
  };
  const tripleDes = ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'];
  t.deepEqual(await wrongs(await exported('old.p12', ...tripleDes), '--password-file', file), [
    'was not opened: it is encrypted in a way that is not read here; openssl pkcs12 -info may open it',
  ]);
  t.deepEqual(await wrongs(await exported('modern.p12'), '--password-file', file), []);
});

test('files that are none of these, and what a stranger wrote into a name', async (t) => {
  const { home } = await CertificateDirectory.empty(t);
  const path = join(home, 'x');
  for (const contents of [
    '',
    'hello',
    '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----',
  ]) {
    await writeFile(path, contents);
    t.deepEqual(await wrongs(path), [
      'is no certificate, private key, list of revoked certificates or .p12 file',
    ]);
  }
  t.deepEqual(await wrongs(join(home, 'nothing')), ['cannot be read: no such file']);
  t.deepEqual(await wrongs(home), ['cannot be read: it is a directory']);
  await writeFile(path, Buffer.alloc(4 * 1024 * 1024 + 1));
  t.deepEqual(await wrongs(path), ['is larger than 4 MiB: no certificate file is']);
  const { out } = await run('check', testCertificates().oddClient.certPath);
  t.true(out.join('\n').includes('CN='));
  t.false(out.some((line) => line.includes('\u001b') || line.includes(ODD_NAME)));
});

test('any bytes are described, never thrown', async (t) => {
  const { client, ca } = testCertificates();
  const pem = fc.constantFrom(client.certPem, client.keyPem, ca.certPem);
  const cut = fc
    .tuple(pem, fc.nat(700), fc.string({ maxLength: 3 }))
    .map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + 1));
  const der = fc.tuple(pem, fc.nat(400), fc.nat(255)).map(([text, at, byte]) => {
    const bytes = Buffer.from(text.replace(/-----.*-----/g, ''), 'base64');
    bytes[at % bytes.length] = byte;
    return bytes;
  });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        cut.map((text) => Buffer.from(text)),
        der,
        fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from([0x30, ...array])),
      ),
      async (bytes) => {
        const reports = await inspectFiles([{ path: 'x', bytes, mode: 0o600 }], () =>
          Promise.resolve('password'),
        );
        assert(reports.length > 0);
      },
    ),
    { numRuns: 500 },
  );
  t.pass();
});
