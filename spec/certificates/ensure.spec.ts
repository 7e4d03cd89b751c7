import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { ensureCertificates } from '../../lib/certificates/ensure.js';
import { FILES, type FileRole } from '../../lib/certificates/files.js';
import { issueLeaf, makeAuthority } from '../../lib/certificates/issue.js';
import { run as runProgram } from '../support/certs-program.js';
import { ODD_NAME, testCertificates, type TestCertificates } from '../support/certificates.js';

const run = promisify(execFile);

async function temporary(t: ExecutionContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-certs-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Makes a directory with `ensureCertificates`, then removes some of its files. */
async function madeWithout(t: ExecutionContext, ...roles: FileRole[]): Promise<string> {
  const directory = join(await temporary(t), 'certificates');
  await ensureCertificates(directory);
  for (const role of roles) await rm(join(directory, FILES[role]));
  return directory;
}

async function contents(directory: string): Promise<Record<string, string>> {
  const names = (await readdir(directory)).sort();
  const entries = names.map(async (name) => [name, await readFile(join(directory, name), 'latin1')] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Verifies with the strictest checks of `openssl verify`. */
async function opensslVerifies(ca: string, leaf: string, ...options: string[]): Promise<boolean> {
  const args = ['verify', '-x509_strict', '-check_ss_sig', ...options, '-CAfile', ca, leaf];
  return run('openssl', args).then(
    ({ stdout }) => stdout.trim() === `${leaf}: OK`,
    () => false,
  );
}

async function runMain(directory: string): Promise<{ code: number; out: string[]; err: string[] }> {
  return runProgram('init', '--directory', directory);
}

test('a missing directory gets all six files with private modes, and openssl accepts the certificates', async (t) => {
  const directory = await madeWithout(t);
  t.deepEqual((await readdir(directory)).sort(), Object.values(FILES).sort());
  const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
  t.is(await mode(directory), '700');
  for (const key of [FILES.caKey, FILES.serverKey, FILES.clientKey]) {
    t.is(await mode(join(directory, key)), '600', key);
  }
  const [ca, server, client] = [FILES.caCert, FILES.serverCert, FILES.clientCert].map((name) =>
    join(directory, name),
  ) as [string, string, string];
  t.true(await opensslVerifies(ca, server, '-purpose', 'sslserver', '-verify_hostname', 'localhost'));
  t.true(await opensslVerifies(ca, server, '-purpose', 'sslserver', '-verify_ip', '127.0.0.1'));
  t.true(await opensslVerifies(ca, server, '-purpose', 'sslserver', '-verify_ip', '::1'));
  t.true(await opensslVerifies(ca, client, '-purpose', 'sslclient'));
  t.false(await opensslVerifies(ca, server, '-purpose', 'sslclient'));
  t.false(await opensslVerifies(ca, client, '-purpose', 'sslserver'));
  t.false(await opensslVerifies(ca, server, '-purpose', 'sslserver', '-verify_hostname', 'example.com'));
});

const keeps = test.macro({
  exec: async (t, ...missing: FileRole[]) => {
    const directory = await madeWithout(t, ...missing);
    const before = await contents(directory);
    const files = await ensureCertificates(directory);
    const made = files.filter((file) => file.made).map(({ role }) => role);
    t.deepEqual(made.sort(), [...missing].sort());
    const after = await contents(directory);
    for (const [name, text] of Object.entries(before)) t.is(after[name], text, name);
    t.is(files.length, 6);
    const ca = join(directory, FILES.caCert);
    t.true(await opensslVerifies(ca, join(directory, FILES.serverCert), '-purpose', 'sslserver'));
    t.true(await opensslVerifies(ca, join(directory, FILES.clientCert), '-purpose', 'sslclient'));
  },
  title: (_, ...missing) =>
    `without ${missing.join(' and ') || 'nothing'}: existing files stay, and the new ones match them`,
});
test(keeps);
test(keeps, 'serverCert');
test(keeps, 'serverCert', 'serverKey');
test(keeps, 'clientCert', 'clientKey');
test(keeps, 'clientCert', 'clientKey', 'serverCert', 'serverKey');
test(keeps, 'caCert', 'clientCert', 'serverCert');

test('without the key of the CA: no error if no certificate is missing', async (t) => {
  const directory = await madeWithout(t, 'caKey');
  const { code, out, err } = await runMain(directory);
  t.deepEqual({ code, err }, { code: 0, err: [] });
  t.is(out.length, 5);
  t.true(out.every((line) => line.startsWith('kept ')));
});

const refuses = test.macro({
  exec: async (t, missing: readonly FileRole[], message: RegExp) => {
    const directory = await madeWithout(t, ...missing);
    const before = await contents(directory);
    const { code, out, err } = await runMain(directory);
    t.is(code, 1);
    t.deepEqual(out, []);
    t.is(err.length, 1);
    t.regex(err[0] ?? '', message);
    t.deepEqual(await contents(directory), before, 'nothing is made');
  },
  title: (_, missing: readonly FileRole[], _message: RegExp) =>
    `without ${missing.join(' and ')}: nothing is made, and one line says what to do`,
});
test(refuses, ['caKey', 'serverCert'], /ca_key\.pem is missing, so .*server-cert\.pem cannot be issued/);
test(refuses, ['caCert'], /The CA that issued .*server-cert\.pem is missing/);
test(refuses, ['caCert', 'caKey', 'serverCert'], /The CA that issued .*client_cert\.pem is missing/);
test(refuses, ['serverKey'], /The key of .*server-cert\.pem is missing\. Put .*server-key\.pem back/);
test(refuses, ['clientKey', 'serverCert'], /The key of .*client_cert\.pem is missing/);

const refusesContents = test.macro({
  exec: async (t, change: (directory: string) => Promise<unknown>, message: RegExp) => {
    const directory = await madeWithout(t);
    await change(directory);
    const before = await contents(directory);
    const { code, err } = await runMain(directory);
    t.is(code, 1);
    t.is(err.length, 1);
    t.regex(err[0] ?? '', message);
    t.deepEqual(await contents(directory), before);
  },
  title: (title) => `refused: ${title ?? ''}`,
});
const replace = (role: FileRole, text: string) => (directory: string) =>
  writeFile(join(directory, FILES[role]), text);
const swap = (role: FileRole, pick: (certs: TestCertificates) => string) => async (directory: string) =>
  replace(role, pick(testCertificates()))(directory);
const both =
  (...changes: ((directory: string) => Promise<unknown>)[]) =>
  async (directory: string) => {
    for (const change of changes) await change(directory);
  };
const remove = (role: FileRole) => (directory: string) => rm(join(directory, FILES[role]));
test(
  "another server's key",
  refusesContents,
  swap('serverKey', ({ server }) => server.keyPem),
  /server-key\.pem is not the key of .*server-cert\.pem/,
);
test(
  "another CA's key",
  refusesContents,
  swap('caKey', ({ ca }) => ca.keyPem),
  /ca_key\.pem is not the key of/,
);
test('an empty key file', refusesContents, replace('clientKey', ''), /ec_private_key\.pem is not the key of/);
test(
  'a certificate that is not PEM',
  refusesContents,
  replace('clientCert', 'x'),
  /client_cert\.pem is not a PEM certificate/,
);
test(
  'a key to certify that is not PEM',
  refusesContents,
  both(remove('clientCert'), replace('clientKey', 'x')),
  /ec_private_key\.pem must be an unencrypted private key on the curve P-256/,
);
test(
  'a client certificate as the CA',
  refusesContents,
  both(
    remove('clientCert'),
    swap('caCert', ({ client }) => client.certPem),
    swap('caKey', ({ client }) => client.keyPem),
  ),
  /ca_cert\.pem is not a CA certificate/,
);
test(
  'an expired CA',
  refusesContents,
  both(remove('clientCert'), replaceByEndedCa),
  /ca_cert\.pem expired on 2020-01-02/,
);

async function replaceByEndedCa(directory: string): Promise<void> {
  const [notBefore, notAfter] = [new Date('2020-01-01T00:00:00Z'), new Date('2020-01-02T00:00:00Z')];
  const ca = await makeAuthority({ notBefore, notAfter });
  await replace('caCert', ca.certPem)(directory);
  await replace('caKey', ca.keyPem)(directory);
}

test('a symbolic link is not followed: its target is not created', async (t) => {
  const directory = await temporary(t);
  const target = join(directory, 'elsewhere');
  await symlink(target, join(directory, FILES.caKey));
  const { code, err } = await runMain(directory);
  t.is(code, 1);
  t.regex(err[0] ?? '', /ca_key\.pem cannot be created: it already exists/);
  t.deepEqual(await readdir(directory), [FILES.caKey]);
});

test('refused: a file in place of the directory', async (t) => {
  const path = join(await temporary(t), 'file');
  await writeFile(path, '');
  const { code, err } = await runMain(path);
  t.is(code, 1);
  t.regex(err[0] ?? '', /cannot be read: a part of its path is not a directory/);
});

test('an existing certificate that has expired or that another CA issued is reported', async (t) => {
  const certs = testCertificates();
  const directory = await madeWithout(t);
  await both(
    replace('serverCert', certs.server.certPem),
    replace('serverKey', certs.server.keyPem),
    replace('clientCert', certs.expiredClient.certPem),
    replace('clientKey', certs.expiredClient.keyPem),
  )(directory);
  const { code, out } = await runMain(directory);
  t.is(code, 0);
  t.regex(out.join('\n'), /server-cert\.pem \(valid until [-0-9]{10}, but not issued by ca_cert\.pem\)/);
  t.regex(out.join('\n'), /client_cert\.pem \(expired on [-0-9]{10}: move it and its key away/);
});

test('a leaf expires no later than its CA', async (t) => {
  const notAfter = new Date(Date.now() + 3_600_000);
  const ca = await makeAuthority({ notAfter });
  const leaf = await issueLeaf(ca, { usage: 'client' });
  t.is(new X509Certificate(leaf.certPem).validTo, new X509Certificate(ca.certPem).validTo);
});

test('serial numbers are positive, long and unique', async (t) => {
  const ca = await makeAuthority();
  const leafs = await Promise.all(Array.from({ length: 20 }, () => issueLeaf(ca, { usage: 'client' })));
  const serials = leafs.map(({ certPem }) => BigInt(`0x${new X509Certificate(certPem).serialNumber}`));
  t.is(new Set(serials).size, serials.length);
  t.true(serials.every((serial) => serial > 0n && serial < 1n << 127n));
  t.true(serials.some((serial) => serial >= 1n << 120n));
});

test('each test certificate is valid or invalid as its name says', async (t) => {
  const certs = testCertificates();
  const { ca, strangerCa } = certs;
  const client = (path: string, trusted = ca.certPath) =>
    opensslVerifies(trusted, path, '-purpose', 'sslclient');
  t.true(await client(certs.client.certPath));
  t.true(await client(certs.oddClient.certPath));
  t.false(await client(certs.expiredClient.certPath));
  t.false(await client(certs.wrongUsageClient.certPath));
  t.false(await client(certs.strangerClient.certPath));
  t.true(await client(certs.strangerClient.certPath, strangerCa.certPath));
  const server = (path: string) => opensslVerifies(ca.certPath, path, '-purpose', 'sslserver');
  t.true(await server(certs.server.certPath));
  t.true(await server(certs.otherServer.certPath));
  t.false(await server(certs.expiredServer.certPath));
  t.false(await server(certs.strangerServer.certPath));
  t.is(new X509Certificate(certs.oddClient.certPem).toLegacyObject().subject.CN, ODD_NAME);
  t.is(testCertificates(), certs, 'made once');
});

test.serial.after.always('the temporary files are removed', async (t) => {
  const certs = testCertificates();
  certs.cleanup();
  await t.throwsAsync(stat(certs.directory), { code: 'ENOENT' });
});
