import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { FILES } from '../../../lib/certificates/files.js';
import { issueParticipants } from '../../../lib/certificates/participants/issue-participants.js';
import { ROOT } from '../../support/programs.js';
import { CertificateDirectory, openssl } from '../../support/certificate-directory.js';

const people = (count: number): string =>
  ['name,ou,email', ...Array.from({ length: count }, (_, i) => `Person ${i},10b,p${i}@example.com`), ''].join(
    '\n',
  );

async function csv(directory: CertificateDirectory, text: string): Promise<string> {
  const path = join(directory.home, 'people.csv');
  await writeFile(path, text);
  return path;
}

test('80 participants: folders that openssl accepts, private keys, and a second run makes only who is missing', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const first = await directory.runWell('client', '--from', await csv(directory, people(80)));
  t.is(first.length, 81);
  t.is(first.at(-1), '80 participants: 80 made, 0 kept, 0 revoked');
  t.is(first[0], `made ${directory.of('clients', 'Person 0')} (valid until ${await endOf(directory)})`);
  const folder = directory.of('clients', 'Person 79');
  t.deepEqual((await readdir(folder)).sort(), [FILES.caCert, FILES.clientCert, FILES.clientKey].sort());
  t.is((await stat(folder)).mode & 0o777, 0o700);
  t.is((await stat(join(folder, FILES.clientKey))).mode & 0o777, 0o600);
  const cert = join(folder, FILES.clientCert);
  t.true(
    (
      await openssl(
        'verify',
        '-x509_strict',
        '-purpose',
        'sslclient',
        '-CAfile',
        join(folder, FILES.caCert),
        cert,
      )
    ).ok,
  );
  const shown = await openssl(
    'x509',
    '-in',
    cert,
    '-noout',
    '-subject',
    '-ext',
    'subjectAltName,keyUsage,extendedKeyUsage',
  );
  t.regex(shown.said, /^subject=OU = 10b, CN = Person 79\n/);
  t.regex(shown.said, /email:p79@example\.com/);
  t.regex(shown.said, /X509v3 Key Usage: critical\n +Digital Signature\n/);
  t.regex(shown.said, /TLS Web Client Authentication/);
  const second = await directory.runWell('client', '--from', await csv(directory, people(82)));
  t.is(second.at(-1), '82 participants: 2 made, 80 kept, 0 revoked');
  t.is((await directory.list()).length, 82 + 2);
  t.deepEqual(
    (await readdir(directory.path)).sort(),
    [...Object.values(FILES), 'ca_index.json', 'clients'].sort(),
    'nothing unfinished is left',
  );
});

async function endOf(directory: CertificateDirectory): Promise<string> {
  const pem = await readFile(directory.of('clients', 'Person 0', FILES.clientCert), 'utf8');
  return new Date(new X509Certificate(pem).validTo).toISOString().slice(0, 10);
}

test('one wrong row, and nothing at all is made', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const path = await csv(directory, 'name,email\nAda,ada@example.com\n../Bob,bob\n');
  const { code, out, err } = await directory.run('client', '--from', path);
  t.deepEqual([code, out], [1, []]);
  t.is(err.length, 3);
  t.true(err[0]?.startsWith(`tlslp-certs: ${path} row 3, column name, "../Bob": must not contain`));
  t.true(err[1]?.startsWith(`tlslp-certs: ${path} row 3, column email, "bob": must be an email`));
  t.is(err[2], `tlslp-certs: ${path} has to be corrected. Nothing was made.`);
  t.deepEqual((await readdir(directory.path)).sort(), Object.values(FILES).sort());
});

test('a file that cannot be read, and many problems', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const nowhere = await directory.run('client', '--from', join(directory.home, 'none.csv'));
  t.regex(nowhere.err.join('\n'), /^tlslp-certs: .*none\.csv cannot be read: no such file\.$/);
  const { err } = await directory.run('client', '--from', await csv(directory, `name\n${'.x\n'.repeat(50)}`));
  t.is(err.length, 21);
  t.regex(err.at(-1) ?? '', /has 30 more problems\. Nothing was made\.$/);
});

test('who is revoked is skipped by a file, and has a new certificate by name; the old folder is kept', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const path = await csv(directory, 'name\nAda\nBob\n');
  await directory.runWell('client', '--from', path);
  await directory.runWell('revoke', 'Ada');
  const old = await readFile(directory.of('clients', 'Ada', FILES.clientKey), 'utf8');
  const [skipped, kept, sum] = await directory.runWell('client', '--from', path);
  t.regex(
    skipped ?? '',
    /^skipped Ada \(revoked on \d{4}-\d\d-\d\d; "tlslp-certs client NAME" makes a new one\)$/,
  );
  t.regex(kept ?? '', /^kept .*Bob \(valid until /);
  t.is(sum, '2 participants: 0 made, 1 kept, 1 revoked');
  await directory.runWell('client', 'Ada');
  const [moved = ''] = await readdir(directory.of('clients-old'));
  t.regex(moved, /^Ada\.\d{8}T\d{6}Z$/);
  t.is(await readFile(directory.of('clients-old', moved, FILES.clientKey), 'utf8'), old);
  t.not(await readFile(directory.of('clients', 'Ada', FILES.clientKey), 'utf8'), old);
  t.deepEqual(
    (await directory.list()).filter(({ name }) => name === 'Ada').map(({ state }) => state),
    ['revoked', 'valid'],
  );
});

test('who handed out a folder and removed it is kept; an expired one is made anew', async (t) => {
  const directory = await CertificateDirectory.made(t);
  await directory.runWell('client', 'Ada');
  await rm(directory.of('clients', 'Ada'), { recursive: true });
  const [kept] = await directory.runWell('client', 'Ada');
  t.regex(kept ?? '', /^kept Ada \(valid until [-0-9]+, serial [0-9A-F]+; no folder here\)$/);
  const index = directory.of('ca_index.json');
  const text = await readFile(index, 'utf8');
  await writeFile(index, text.replaceAll(/"until":"20\d\d/g, '"until":"2020'));
  const [made] = await directory.runWell('client', 'Ada');
  t.regex(made ?? '', /^made /);
});

test('a folder that is in the way is named, and nothing is made', async (t) => {
  const directory = await CertificateDirectory.made(t);
  await directory.runWell('client', 'Ada');
  const upper = await directory.run('client', 'ADA');
  t.regex(
    upper.err.join('\n'),
    /"ADA" and the folder "Ada" that exists differ in upper and lower case only\./,
  );
  await mkdir(directory.of('clients', 'Bob'));
  const foreign = await directory.run('client', '--from', await csv(directory, 'name\nEve\nBob\n'));
  t.is(foreign.code, 1);
  t.regex(
    foreign.err.join('\n'),
    /^tlslp-certs: The folder "Bob" exists and holds no certificate of this CA\./,
  );
  t.deepEqual((await readdir(directory.of('clients'))).sort(), ['Ada', 'Bob']);
});

test('what a killed run has left goes; a file in place of the folders is named', async (t) => {
  const directory = await CertificateDirectory.made(t);
  await mkdir(directory.of('clients', '.new-Ada-1'), { recursive: true });
  await directory.runWell('client', 'Bob');
  t.deepEqual(await readdir(directory.of('clients')), ['Bob']);
  await rm(directory.of('clients'), { recursive: true });
  await writeFile(directory.of('clients'), '');
  const { err } = await directory.run('client', 'Ada');
  t.regex(err.join('\n'), /clients cannot be read: a part of its path is not a directory\.$/);
});

test('--json: a line for each', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const lines = await directory.runWell('client', '--from', await csv(directory, people(3)), '--json');
  const results = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  t.deepEqual(
    results.map(({ done, name, state, password, folder }) => [done, name, state, password, folder]),
    [0, 1, 2].map((i) => ['made', `Person ${i}`, 'valid', null, directory.of('clients', `Person ${i}`)]),
  );
});

test('an interruption ends between two folders; what is there is whole and in the index', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const controller = new AbortController();
  const participants = Array.from({ length: 30 }, (_, i) => ({ name: `P${i}`, ou: null, email: null }));
  const options = { afterRevocation: false, bundles: null, signal: controller.signal };
  const told: string[] = [];
  await t.throwsAsync(
    issueParticipants(directory.path, participants, options, ({ name }) => {
      told.push(name);
      if (told.length === 10) controller.abort(new Error('enough'));
      return Promise.resolve();
    }),
    { message: 'enough' },
  );
  t.deepEqual((await readdir(directory.of('clients'))).sort(), [...told].sort());
  const index = await readFile(directory.of('ca_index.json'), 'utf8');
  t.true(told.every((name) => index.includes(`"name":"${name}"`)));
});

test('nothing of a folder appears when its line cannot be written', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const options = { afterRevocation: false, bundles: null };
  const participants = [{ name: 'Ada', ou: null, email: null }];
  await t.throwsAsync(
    issueParticipants(directory.path, participants, options, () => Promise.reject(new Error('closed'))),
    { message: 'closed' },
  );
  t.deepEqual(await readdir(directory.of('clients')), []);
});

test('runs at once, and runs that are killed, leave one whole folder for each participant', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const path = await csv(directory, people(60));
  const start = () =>
    spawn(
      process.execPath,
      [join(ROOT, 'bin/tlslp-certs'), 'client', '--from', path, '--directory', directory.path],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
  for (const after of [1, 9, 25]) {
    // Killed at the line that says the nth.
    const child = start();
    let lines = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      lines += text.split('\n').length - 1;
      if (lines >= after) child.kill('SIGKILL');
    });
    await once(child, 'close');
  }
  const children = [start(), start(), start()];
  const codes = await Promise.all(
    children.map(
      async (child) =>
        (
          await once(
            child.on('spawn', () => child.stdout.resume()),
            'close',
          )
        )[0] as number,
    ),
  );
  t.deepEqual(codes, [0, 0, 0]);
  const folders = await readdir(directory.of('clients'));
  t.is(folders.length, 60);
  for (const folder of folders) {
    t.deepEqual((await readdir(directory.of('clients', folder))).length, 3, folder);
  }
  const clients = (await directory.list()).filter(({ name }) => name.startsWith('Person'));
  t.is(new Set(clients.map(({ name }) => name)).size, 60);
  t.is(clients.length, 60, 'no certificate was made twice');
  const left = (await readdir(directory.path)).filter((name) => name.startsWith('.lock'));
  t.deepEqual(left, []);
});

test('certificates from before the index are found, also renamed files', async (t) => {
  const directory = await CertificateDirectory.made(t);
  await rename(directory.of(FILES.clientCert), directory.of('elsewhere.pem'));
  t.deepEqual(
    (await directory.list()).map(({ name, usage, state }) => [name, usage, state]),
    [
      ['tlslp-client', 'client', 'valid'],
      ['localhost', 'server', 'valid'],
    ],
  );
  const [kept] = await directory.runWell('client', 'tlslp-client');
  t.regex(kept ?? '', /^kept tlslp-client /);
});
