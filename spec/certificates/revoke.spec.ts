import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type TLSSocket } from 'node:tls';
import test from 'ava';
import { FILES } from '../../lib/certificates/files.js';
import { makeCrl } from '../../lib/certificates/crl.js';
import { signerOf } from '../../lib/certificates/issue.js';
import { openAuthority } from '../../lib/certificates/open-authority.js';
import { CertificateDirectory, openssl } from '../support/certificate-directory.js';
import { testCertificates } from '../support/certificates.js';

const verify = (directory: CertificateDirectory, client: string) =>
  openssl(
    'verify',
    '-x509_strict',
    '-crl_check',
    '-CRLfile',
    directory.of('crl.pem'),
    '-CAfile',
    directory.of(FILES.caCert),
    directory.of('clients', client, FILES.clientCert),
  );

test('openssl refuses who is revoked, and nobody else; each list has a higher number', async (t) => {
  const directory = await CertificateDirectory.made(t);
  await directory.runWell('client', 'Ada');
  await directory.runWell('client', 'Bob');
  await directory.runWell('renew-crl');
  t.true((await verify(directory, 'Ada')).ok, 'an empty list revokes nobody');
  const [said, made] = await directory.runWell('revoke', 'Ada');
  t.regex(said ?? '', /^revoked Ada \(serial [0-9A-F]{30,32}\)$/);
  t.regex(made ?? '', /crl\.pem \(number 2, 1 revoked, counts until \d{4}-\d\d-\d\d\)$/);
  const ada = await verify(directory, 'Ada');
  t.false(ada.ok);
  t.regex(ada.said, /certificate revoked/);
  t.true((await verify(directory, 'Bob')).ok);
  await directory.runWell('renew-crl', '--days', '7');
  const crl = await openssl(
    'crl',
    '-in',
    directory.of('crl.pem'),
    '-CAfile',
    directory.of(FILES.caCert),
    '-noout',
    '-text',
  );
  t.regex(crl.said, /verify OK/);
  t.regex(crl.said, /X509v3 CRL Number: \n +3\n/);
  const ca = await openssl(
    'x509',
    '-in',
    directory.of(FILES.caCert),
    '-noout',
    '-ext',
    'subjectKeyIdentifier',
  );
  const [, keyId = 'none'] = /\n +([0-9A-F:]{59})/.exec(ca.said) ?? [];
  t.true(crl.said.includes(keyId), 'the identifier of the CA');
  const { serial } = (await directory.list()).find(({ name }) => name === 'Ada') ?? {};
  t.true(crl.said.includes(`Serial Number: ${serial ?? 'none'}`));
  t.regex(crl.said, /Next Update: /);
});

/** Whether a TLS server of Node with that list lets a client in. */
async function letsIn(directory: CertificateDirectory, client: string, version: 'TLSv1.2' | 'TLSv1.3') {
  const read = (...names: string[]) => readFile(directory.of(...names), 'utf8');
  const ca = await read(FILES.caCert);
  const server = createServer({
    ca,
    cert: await read(FILES.serverCert),
    key: await read(FILES.serverKey),
    crl: await read('crl.pem'),
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: version,
    maxVersion: version,
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const ended = Promise.race([
    once(server, 'secureConnection').then(([socket]) => {
      (socket as TLSSocket).destroy();
      return 'in';
    }),
    once(server, 'tlsClientError').then(([, socket]) => String((socket as TLSSocket).authorizationError)),
  ]);
  const peer = connect({
    port: address.port,
    host: '127.0.0.1',
    ca,
    cert: await read('clients', client, FILES.clientCert),
    key: await read('clients', client, FILES.clientKey),
  });
  peer.on('error', () => undefined);
  const result = await ended;
  peer.destroy();
  server.close();
  return result;
}

test("a TLS server refuses who is revoked, by Node's own option", async (t) => {
  const directory = await CertificateDirectory.made(t);
  await directory.runWell('client', 'Ada');
  await directory.runWell('client', 'Bob');
  await directory.runWell('revoke', 'Ada');
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    t.is(await letsIn(directory, 'Ada', version), 'CERT_REVOKED');
    t.is(await letsIn(directory, 'Bob', version), 'in');
  }
});

test('a second revocation changes nothing', async (t) => {
  const directory = await CertificateDirectory.made(t);
  await directory.runWell('revoke', 'tlslp-client');
  const before = await readFile(directory.of('crl.pem'), 'utf8');
  const [line] = await directory.runWell('revoke', 'tlslp-client');
  t.regex(line ?? '', /^kept tlslp-client \(serial [0-9A-F]+\): revoked on \d{4}-\d\d-\d\d already$/);
  t.is(await readFile(directory.of('crl.pem'), 'utf8'), before);
});

test('by its serial number, with colons and in small letters too', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const [server] = (await directory.list()).filter(({ usage }) => usage === 'server');
  const serial = server?.serial.toLowerCase().replace(/..(?=.)/g, '$&:') ?? '';
  await directory.runWell('revoke', serial);
  t.deepEqual(
    (await directory.list()).filter(({ state }) => state === 'revoked').map(({ usage }) => usage),
    ['server'],
  );
});

test('a name of several valid certificates lists their serial numbers, and revokes none', async (t) => {
  const directory = await CertificateDirectory.made(t);
  // Two servers have one name: the old certificate is still valid.
  await directory.runWell('server');
  const { code, err } = await directory.run('revoke', 'localhost');
  t.is(code, 1);
  t.is(err.length, 1);
  const servers = (await directory.list()).filter(({ usage }) => usage === 'server');
  t.is(servers.length, 2);
  for (const { serial, state } of servers) {
    t.is(state, 'valid');
    t.true(err[0]?.includes(serial));
  }
  await directory.runWell('revoke', servers[0]?.serial ?? '');
  await directory.runWell('revoke', 'localhost');
});

test('the CA is not on its own list: a server would not start with it', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const { serialNumber } = new X509Certificate(await readFile(directory.of(FILES.caCert), 'utf8'));
  const { code, err } = await directory.run('revoke', '--unknown', serialNumber);
  t.is(code, 1);
  t.regex(err.join('\n'), /: is the serial number of the CA itself, which it cannot revoke/);
});

test('an unknown name says what is near; an unknown serial number is revoked only on demand', async (t) => {
  const directory = await CertificateDirectory.made(t);
  await directory.runWell('client', 'Ada');
  const wrong = await directory.run('revoke', 'ada');
  t.deepEqual(
    [wrong.code, wrong.err],
    [1, ['tlslp-certs: ada: no certificate has this name or serial number (did you mean Ada?)']],
  );
  t.is((await directory.run('revoke', '00AB12')).code, 1);
  const [line] = await directory.runWell('revoke', '00AB12', '--unknown');
  t.is(line, 'revoked a certificate that is not known here (serial AB12)');
  const text = await openssl('crl', '-in', directory.of('crl.pem'), '-noout', '-text');
  t.regex(text.said, /Serial Number: AB12\n/);
});

test('a lost index is made anew from the certificates and the list', async (t) => {
  const directory = await CertificateDirectory.made(t);
  await directory.runWell('client', 'Ada');
  await directory.runWell('client', 'Bob');
  await directory.runWell('revoke', 'Ada');
  const byName = (rows: readonly { readonly name: string }[]) =>
    [...rows].sort((a, b) => a.name.localeCompare(b.name));
  // The list has whole seconds.
  const whole = (text: string) => text.replace(/\.\d{3}Z/g, '.000Z');
  const before = whole(JSON.stringify(byName(await directory.list())));
  await rm(directory.of('ca_index.json'));
  t.is(whole(JSON.stringify(byName(await directory.list()))), before);
  await directory.runWell('revoke', 'Bob');
  const text = await openssl('crl', '-in', directory.of('crl.pem'), '-noout', '-text');
  t.regex(text.said, /CRL Number: \n +2\n/);
  t.is(text.said.match(/Serial Number/g)?.length, 2);
});

test('an index that is none, and a list of another CA, are refused in one line', async (t) => {
  const directory = await CertificateDirectory.made(t);
  await writeFile(directory.of('ca_index.json'), '{"version":2}');
  t.regex(
    (await directory.run('list')).err.join('\n'),
    /^tlslp-certs: .*ca_index\.json is not an index of .*$/,
  );
  await rm(directory.of('ca_index.json'));
  const other = await CertificateDirectory.made(t);
  await other.runWell('renew-crl');
  await writeFile(directory.of('crl.pem'), await readFile(other.of('crl.pem')));
  t.regex((await directory.run('renew-crl')).err.join('\n'), /crl\.pem is not signed by .*ca_cert\.pem\./);
  await writeFile(directory.of('crl.pem'), 'x');
  t.regex((await directory.run('renew-crl')).err.join('\n'), /crl\.pem has no "BEGIN X509 CRL"\./);
});

test('a broken list, and one with the highest number', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const broken = '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n';
  await writeFile(directory.of('crl.pem'), broken);
  t.regex(
    (await directory.run('list')).err.join('\n'),
    /crl\.pem is a broken list of revoked certificates\.$/,
  );
  const signer = await signerOf(await openAuthority(directory.path));
  const last = await makeCrl(signer, { number: Number.MAX_SAFE_INTEGER, revoked: [] });
  await writeFile(directory.of('crl.pem'), last);
  t.regex(
    (await directory.run('renew-crl')).err.join('\n'),
    /has a number that is too large\. Move it away\.$/,
  );
  t.is(await readFile(directory.of('crl.pem'), 'utf8'), last);
});

test('without a CA, its key, or the right key, nothing is revoked', async (t) => {
  const empty = await CertificateDirectory.empty(t);
  t.regex((await empty.run('list')).err.join('\n'), /There is no CA: .*"tlslp-certs init" makes one\./);
  const directory = await CertificateDirectory.made(t);
  await writeFile(directory.of(FILES.caKey), testCertificates().ca.keyPem);
  t.regex((await directory.run('revoke', 'tlslp-client')).err.join('\n'), /ca_key\.pem is not the key of/);
  await rm(directory.of(FILES.caKey));
  t.regex((await directory.run('revoke', 'tlslp-client')).err.join('\n'), /ca_key\.pem is missing\./);
  await t.throwsAsync(readFile(directory.of('crl.pem')), { code: 'ENOENT' });
});
