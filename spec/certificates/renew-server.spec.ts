import { X509Certificate } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import test from 'ava';
import { belongTogether } from '../../lib/certificates/check.js';
import { FILES } from '../../lib/certificates/files.js';
import { hostsOf } from '../../lib/certificates/hosts-of.js';
import { CertificateDirectory, openssl } from '../support/certificate-directory.js';

const read = (directory: CertificateDirectory, name: string) => readFile(directory.of(name), 'utf8');

async function pairIn(directory: CertificateDirectory): Promise<{ cert: string; key: string }> {
  const [cert, key] = [await read(directory, FILES.serverCert), await read(directory, FILES.serverKey)];
  return { cert, key };
}

test('the new pair has the paths of the old one, its names, and another key; the old pair stays beside it', async (t) => {
  const directory = await CertificateDirectory.made(t, '--host', 'challenge.example,192.0.2.1');
  const old = await pairIn(directory);
  await directory.runWell('server');
  const renewed = await pairIn(directory);
  t.true(belongTogether(renewed.cert, renewed.key));
  t.not(renewed.key, old.key);
  t.deepEqual(hostsOf(renewed.cert, ''), ['challenge.example', '192.0.2.1']);
  const names = await readdir(directory.path);
  const dated = (start: string) =>
    names.find((name) => new RegExp(`^${start}\\.\\d{8}T\\d{6}Z\\.pem$`).test(name));
  t.is(await read(directory, dated('server-cert') ?? ''), old.cert);
  t.is(await read(directory, dated('server-key') ?? ''), old.key);
  t.deepEqual(
    names.filter((name) => name.startsWith('.')),
    [],
  );
  const ca = directory.of(FILES.caCert);
  const verified = await openssl(
    'verify',
    '-purpose',
    'sslserver',
    '-verify_hostname',
    'challenge.example',
    '-CAfile',
    ca,
    directory.of(FILES.serverCert),
  );
  t.true(verified.ok, verified.said);
});

test('--host and --days; several renewals in a second keep all old pairs', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const out = await directory.runWell(
    'server',
    '--host',
    'a.example',
    '--host',
    '*.b.example,::1',
    '--days',
    '10',
  );
  t.regex(out.at(-1) ?? '', /server-cert\.pem \(valid until [-0-9]+, for a\.example, \*\.b\.example, ::1\)$/);
  const { validTo } = new X509Certificate((await pairIn(directory)).cert);
  t.is(Math.round((Date.parse(validTo) - Date.now()) / 86_400_000), 10);
  await directory.runWell('server');
  await directory.runWell('server');
  t.is((await readdir(directory.path)).filter((name) => /^server-key\..+\.pem$/.test(name)).length, 3);
  t.is((await directory.list()).filter(({ usage }) => usage === 'server').length, 4);
});

test('without a server certificate it makes the first one; no certificate outlives its CA', async (t) => {
  const directory = await CertificateDirectory.made(t);
  await rename(directory.of(FILES.serverCert), directory.of('a.txt'));
  await rename(directory.of(FILES.serverKey), directory.of('b.txt'));
  const out = await directory.runWell('server', '--days', '36500');
  t.is(out.length, 2, 'nothing old is kept');
  const { validTo } = new X509Certificate((await pairIn(directory)).cert);
  t.is(validTo, new X509Certificate(await read(directory, FILES.caCert)).validTo);
  t.deepEqual(hostsOf((await pairIn(directory)).cert, ''), ['localhost', '127.0.0.1', '::1']);
});

test('a renewal that was killed between key and certificate is finished by the next run', async (t) => {
  for (const command of ['init', 'server']) {
    const directory = await CertificateDirectory.made(t);
    const other = await CertificateDirectory.empty(t);
    await other.runWell('init');
    const { cert, key } = await pairIn(other);
    await writeFile(directory.of('.new-server-cert.pem'), cert);
    await writeFile(directory.of(FILES.serverKey), key);
    await directory.runWell(command);
    const pair = await pairIn(directory);
    t.true(belongTogether(pair.cert, pair.key));
    t.is(pair.cert === cert, command === 'init');
    t.deepEqual(
      (await readdir(directory.path)).filter((name) => name.startsWith('.')),
      [],
    );
  }
});

test('a renewal that was killed before that has changed nothing', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const before = await pairIn(directory);
  await writeFile(directory.of('.new-server-cert.pem'), before.cert);
  await writeFile(directory.of('.new-server-key.pem'), 'x');
  await directory.runWell('init');
  t.deepEqual(await pairIn(directory), before);
  t.deepEqual(
    (await readdir(directory.path)).filter((name) => name.startsWith('.')),
    [],
  );
});
