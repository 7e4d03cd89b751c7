import { writeFileSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { testCertificates } from '../../support/certificates.js';
import { connectClient } from '../../support/line-client.js';
import { OpensslCa } from '../../support/openssl-ca.js';
import {
  certificateArgs,
  logLines,
  serverProgram,
  startServer,
  temporaryDirectory,
} from '../../support/programs.js';
import { COVERED } from '../../support/uncovered-children.js';

// Who may have a session, as an operator sees it: files, signals, lines and exit codes.

const { ca, server, expiredServer, client, expiredClient } = testCertificates();
const own = new OpensslCa('Course CA');
// A file of its own: other tests make CRLs meanwhile.
const strangersCrl = join(own.directory, 'strangers-crl.pem');
writeFileSync(strangersCrl, own.crl());
test.after.always(() => {
  testCertificates().cleanup();
  own[Symbol.dispose]();
});

test('a certificate is revoked by a signal: its session ends, it is refused, and the log names it', async (t) => {
  const directory = await temporaryDirectory(t);
  const [crl, caFile] = [join(directory, 'crl.pem'), join(directory, 'ca.pem')];
  const bad = own.client('/CN=Bad\u001b[31m', { serial: '0x0abc' });
  await writeFile(caFile, own.ca.certPem);
  await writeFile(crl, own.crl());
  const { program, port } = await startServer(t, ['--ca-cert', caFile, '--crl', crl, '--no-records'], {
    env: COVERED,
  });
  const working = await connectClient(port, { identity: bad });
  await working.until('WORK');
  await writeFile(crl, own.revoke(bad).crl());
  program.signal('SIGHUP');
  t.is((await working.rest()).at(-1), 'FAIL This certificate was revoked.');
  await program.printed(/failed at WORK: This certificate was revoked\.\n/);
  const again = await connectClient(port, { identity: bad });
  t.deepEqual(await again.rest(), ['FAIL This certificate was revoked.']);
  const refused = await program.logged(({ msg }) => msg === 'connection refused');
  t.like(refused, { reason: 'certificate_revoked', count: 2, subject: 'CN=Bad\\u001b[31m', serial: '0ABC' });
  t.regex(String(refused['validTo']), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

  await writeFile(crl, '');
  program.signal('SIGHUP');
  await program.printed(/Reload rejected, nothing was changed: The CRL .*crl\.pem is empty\.\n/);
  t.deepEqual(await (await connectClient(port, { identity: bad })).rest(), [
    'FAIL This certificate was revoked.',
  ]);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

test('an expired certificate of a client: whose, and since when', async (t) => {
  const { program, port } = await startServer(t, ['--no-records']);
  await (
    await connectClient(port, { identity: expiredClient })
  ).closed;
  const refused = await program.logged(({ msg }) => msg === 'connection refused');
  t.like(refused, { reason: 'untrusted_certificate', subject: 'O=tlslp-server, CN=tlslp-client' });
  t.regex(String(refused['why']), /CERT_HAS_EXPIRED/);
  t.true(Date.parse(String(refused['validTo'])) < Date.now());
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

test('--once survives a restart, also one that nobody asked for', async (t) => {
  const records = join(await temporaryDirectory(t), 'records.ndjson');
  const args = ['--records', records, '--once', '--requests', '1'];
  const first = await startServer(t, args);
  t.is(await (await connectClient(first.port)).converse(), 'DONE');
  first.program.child.kill('SIGKILL');
  await first.program.ended;
  const kept = await readFile(records, 'utf8');
  await writeFile(records, `${kept}{"torn`);
  const second = await startServer(t, args, { env: COVERED });
  t.deepEqual(await (await connectClient(second.port)).rest(), [
    'FAIL This certificate is already done: its answers are kept.',
  ]);
  t.like(await second.program.logged(({ msg }) => msg.startsWith('clients that are done')), { done: 1 });
  t.like(await second.program.logged(({ msg }) => msg.startsWith('lines of the records')), { lines: 1 });
  t.deepEqual(await second.program.stop(), { code: 0, signal: null });
  t.is(logLines(second.program.stderr).filter(({ level }) => level === 'ERROR').length, 0);
});

test('--once survives a rotation of the records and a restart', async (t) => {
  const records = join(await temporaryDirectory(t), 'records.ndjson');
  const args = ['--records', records, '--once', '--requests', '1'];
  const first = await startServer(t, args);
  t.is(await (await connectClient(first.port)).converse(), 'DONE');
  await rename(records, `${records}-20261128`);
  first.program.signal('SIGHUP');
  await first.program.logged(({ msg }) => msg === 'reloaded');
  await first.program.stop();
  await writeFile(`${records}.1.gz`, 'broken');
  const second = await startServer(t, args, { env: COVERED });
  t.regex(
    (await (await connectClient(second.port)).rest())[0] ?? '',
    /^FAIL This certificate is already done/,
  );
  t.like(await second.program.logged(({ msg }) => msg.startsWith('clients that are done')), {
    done: 1,
    files: 2,
  });
  t.like(await second.program.logged(({ msg }) => msg.startsWith('a moved records file is not read')), {
    level: 'WARNING',
    file: `${records}.1.gz`,
    why: 'it is not what gzip writes',
  });
  await second.program.stop();
});

test('warnings are said at the start, on both outputs', async (t) => {
  const directory = await temporaryDirectory(t);
  const key = join(directory, 'key.pem');
  await writeFile(key, server.keyPem, { mode: 0o644 });
  const { program } = await startServer(t, ['--server-key', key, '--no-records']);
  await program.printed(
    /\n\S+ Warning: Users other than the owner can read the private key .*\. Set its mode to 600\.\n/,
  );
  t.like(await program.logged(({ msg }) => msg === 'credentials warning'), {
    level: 'WARNING',
    code: 'key_exposed',
  });
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

const refusedStart = test.macro<[what: string, args: () => string[], code: number, says: RegExp]>({
  exec: async (t, _, args, code, says) => {
    const program = serverProgram(t, [...certificateArgs(), '--port', '0', ...args()], { env: COVERED });
    t.deepEqual(await program.ended, { code, signal: null });
    t.regex(program.stderr, says);
    t.is(program.stderr.trim().split('\n').length, 1);
    t.is(program.stdout, '');
  },
  title: (_, what) => `no start: ${what}`,
});

test('--check-config checks the CRL and the dates too', async (t) => {
  const crl = join(await temporaryDirectory(t), 'crl.pem');
  const check = async (...args: string[]): Promise<string> => {
    const program = serverProgram(t, [...certificateArgs(), '--no-records', '--check-config', ...args]);
    t.deepEqual(await program.ended, { code: 78, signal: null });
    return program.stdout + program.stderr;
  };
  t.regex(await check('--crl', crl), /Cannot read the CRL .*crl\.pem: no such file/);
  await writeFile(crl, own.crl());
  t.regex(await check('--crl', crl), /is of none of the CAs that verify clients/);
  t.regex(
    await check('--server-cert', expiredServer.certPath, '--server-key', expiredServer.keyPath),
    /expired on/,
  );
  t.regex(await check('--crl-strict'), /--crl-strict: must be given with --crl/);
  t.regex(await check('--once'), /--once: needs a file of records/);
});

const NO_RECORDS = ['--no-records'];
test(
  refusedStart,
  'an expired certificate',
  () => ['--server-cert', expiredServer.certPath, '--server-key', expiredServer.keyPath, ...NO_RECORDS],
  78,
  /The certificate .*expiredServer-cert\.pem expired on \d{4}-\d\d-\d\d \d\d:\d\d UTC\./,
);
test(
  refusedStart,
  'a leaf as CA',
  () => ['--ca-cert', client.certPath, ...NO_RECORDS],
  78,
  /The CA certificate .* contains the certificate "Test client", which is not a CA\./,
);
test(
  refusedStart,
  'a CRL of another CA',
  () => ['--crl', strangersCrl, ...NO_RECORDS],
  78,
  /The CRL .*crl\.pem is of none of the CAs that verify clients, but of "O=Tests, CN=Course CA"\./,
);
test(
  refusedStart,
  'a CRL that is missing',
  () => ['--crl', '/nowhere/crl.pem', ...NO_RECORDS],
  78,
  /Cannot read the CRL /,
);
test(refusedStart, 'a CA as CRL', () => ['--crl', ca.certPath, ...NO_RECORDS], 78, /contains no PEM CRL\.$/m);
test(
  refusedStart,
  '--once without records',
  () => ['--once', ...NO_RECORDS],
  2,
  /^tlslp-server: --once: needs a file of records, which says who is done \(see/,
);
test(
  refusedStart,
  '--once in a tutorial that keeps nothing',
  () => ['--once', '--tutorial'],
  2,
  /^tlslp-server: --once: needs a file of records/,
);
