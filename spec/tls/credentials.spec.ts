import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import {
  checkCredentials,
  readCredentials,
  type CredentialPaths,
  type PemCredentials,
} from '../../lib/tls/credentials.js';
import { testCertificates } from '../support/certificates.js';

const run = promisify(execFile);

const { server, client, ca, cleanup } = testCertificates();
const directory = await mkdtemp(join(tmpdir(), 'tlslp-credentials-'));
const GOOD: CredentialPaths = { cert: server.certPath, key: server.keyPath, ca: ca.certPath };

async function file(name: string, contents: string | Buffer): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, contents);
  return path;
}

const BROKEN_CERTIFICATE = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const garbage = await file('garbage.pem', Buffer.from([0, 255, 10, 45, 45, 45, 45, 45]));
const empty = await file('empty.pem', '');
const broken = await file('broken.pem', BROKEN_CERTIFICATE);
const goodThenBroken = await file('good-then-broken.pem', server.certPem + BROKEN_CERTIFICATE);
const huge = await file('huge.pem', Buffer.alloc(4 * 1024 * 1024 + 1, 'a'));
const missing = join(directory, 'missing.pem');
const oddlyNamed = join(directory, 'a\nb.pem');
const encrypted = await file(
  'encrypted.pem',
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' },
  }).privateKey,
);

test.after.always(async () => {
  cleanup();
  await rm(directory, { recursive: true, force: true });
});

const refused = test.macro<[changes: Partial<CredentialPaths>, problem: string]>({
  exec: async (t, changes, problem) => {
    const error = await t.throwsAsync(readCredentials({ ...GOOD, ...changes }), {
      name: 'ConfigError',
      code: 'unusable_certificate',
    });
    t.is(error.message, `${problem}. "tlslp-certs init" makes certificates.`);
    t.false(error.message.includes('\n'));
  },
  title: (_, __, problem = '') => `refused: ${problem.replaceAll(directory, '')}`,
});

for (const [what, field] of [
  ['certificate', 'cert'],
  ['private key', 'key'],
  ['CA certificate', 'ca'],
] as const) {
  test(refused, { [field]: missing }, `Cannot read the ${what} ${missing}: no such file`);
  test(
    refused,
    { [field]: `${garbage}/x` },
    `Cannot read the ${what} ${garbage}/x: a part of its path is not a directory`,
  );
  test(refused, { [field]: directory }, `Cannot read the ${what} ${directory}: it is a directory`);
  test(refused, { [field]: huge }, `The ${what} ${huge} is larger than 4 MiB: not a PEM file`);
}
for (const [what, field] of [
  ['certificate', 'cert'],
  ['CA certificate', 'ca'],
] as const) {
  test(refused, { [field]: garbage }, `The ${what} ${garbage} contains no PEM certificate`);
  test(refused, { [field]: empty }, `The ${what} ${empty} contains no PEM certificate`);
  test(refused, { [field]: server.keyPath }, `The ${what} ${server.keyPath} contains no PEM certificate`);
  test(refused, { [field]: broken }, `The ${what} ${broken} contains a broken PEM certificate`);
  test(
    refused,
    { [field]: goodThenBroken },
    `The ${what} ${goodThenBroken} contains a broken PEM certificate`,
  );
}
test(refused, { key: garbage }, `The private key ${garbage} is not a PEM private key`);
test(refused, { key: empty }, `The private key ${empty} is not a PEM private key`);
test(refused, { key: server.certPath }, `The private key ${server.certPath} is not a PEM private key`);
test(
  refused,
  { key: encrypted },
  `The private key ${encrypted} is encrypted: use a key without a passphrase`,
);
test(
  refused,
  { key: client.keyPath },
  `The private key ${client.keyPath} does not match the certificate ${server.certPath}`,
);
test(
  refused,
  { cert: oddlyNamed },
  `Cannot read the certificate ${oddlyNamed.replace('\n', '\\n')}: no such file`,
);

// Root may read everything.
(process.getuid?.() === 0 ? test.skip : test)('refused: a file that may not be read', async (t) => {
  const path = await file('unreadable.pem', server.keyPem);
  await chmod(path, 0);
  await t.throwsAsync(readCredentials({ ...GOOD, key: path }), { message: /permission denied/ });
});

test(refused, { key: '/proc/self/mem' }, 'Cannot read the private key /proc/self/mem: the disk failed');

test('the cause is there for the log, and the message holds nothing of the file', async (t) => {
  const error = await t.throwsAsync(readCredentials({ ...GOOD, cert: broken }), {
    code: 'unusable_certificate',
  });
  t.true(error.cause instanceof Error);
  t.false(error.message.includes('AAAA'));
});

test('good ones come as they are', async (t) => {
  t.deepEqual(await readCredentials(GOOD), {
    cert: server.certPem,
    key: server.keyPem,
    ca: ca.certPem,
    crl: null,
    keyMode: constants.S_IFREG | 0o600,
    paths: GOOD,
  });
});

test('without a CA none is read', async (t) => {
  t.like(await readCredentials({ ...GOOD, ca: null }), {
    cert: server.certPem,
    key: server.keyPem,
    ca: null,
  });
});

test('a chain is taken whole, text between its certificates included', async (t) => {
  const chain = `Our server\n${server.certPem}\nOur CA\n${ca.certPem}`;
  const path = await file('chain.pem', chain);
  t.is((await readCredentials({ ...GOOD, cert: path })).cert, chain);
});

test('certificate and key may stand in one file', async (t) => {
  const path = await file('both.pem', server.keyPem + server.certPem);
  const { cert, key } = await readCredentials({ ...GOOD, cert: path, key: path });
  t.is(cert, key);
});

test('a pipe is read to its end, however it comes in pieces', async (t) => {
  const path = join(directory, 'pipe.pem');
  await run('mkfifo', [path]);
  const reading = readCredentials({ ...GOOD, cert: path });
  const pipe = createWriteStream(path);
  const half = Math.floor(server.certPem.length / 2);
  await new Promise((resolve) => pipe.write(server.certPem.slice(0, half), resolve));
  // By the next turn the first piece is read, and so the second one is a piece of its own.
  await readFile(server.certPath);
  pipe.end(server.certPem.slice(half));
  t.is((await reading).cert, server.certPem);
});

test('a signal gives up the reading of what never ends', async (t) => {
  const path = join(directory, 'silent.pem');
  await run('mkfifo', [path]);
  const reason = new Error('enough');
  const aborting = new AbortController();
  const reading = readCredentials({ ...GOOD, cert: path }, aborting.signal);
  aborting.abort(reason);
  t.is(await t.throwsAsync(reading), reason);
  // A pool thread waits for somebody to open the other end.
  await writeFile(path, '');
});

// In memory

const PEM: PemCredentials = { cert: server.certPem, key: server.keyPem, ca: ca.certPem };

test('in memory: text and bytes are the same', (t) => {
  const bytes = {
    cert: Buffer.from(server.certPem),
    key: new TextEncoder().encode(server.keyPem),
    ca: Buffer.from(ca.certPem),
  };
  const paths = { cert: 'in memory', key: 'in memory', ca: 'in memory', crl: 'in memory' };
  t.deepEqual(checkCredentials(PEM), { ...PEM, crl: null, keyMode: null, paths });
  t.deepEqual(checkCredentials(bytes), checkCredentials(PEM));
  t.is(checkCredentials({ ...PEM, ca: null }).ca, null);
});

const refusedInMemory = test.macro<[changes: Partial<PemCredentials>, problem: string]>({
  exec: (t, changes, problem) => {
    t.throws(() => checkCredentials({ ...PEM, ...changes }), {
      name: 'ConfigError',
      code: 'unusable_certificate',
      message: `${problem}. "tlslp-certs init" makes certificates.`,
    });
  },
  title: (_, __, problem = '') => `refused: ${problem}`,
});

test(refusedInMemory, { cert: '' }, 'The certificate in memory contains no PEM certificate');
test(
  refusedInMemory,
  { cert: BROKEN_CERTIFICATE },
  'The certificate in memory contains a broken PEM certificate',
);
test(refusedInMemory, { key: Buffer.of(0, 255) }, 'The private key in memory is not a PEM private key');
test(
  refusedInMemory,
  { key: client.keyPem },
  'The private key in memory does not match the certificate in memory',
);
test(refusedInMemory, { ca: 'x' }, 'The CA certificate in memory contains no PEM certificate');
