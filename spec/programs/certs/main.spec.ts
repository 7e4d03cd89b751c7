import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import { FILES } from '../../../lib/certificates/files.js';
import { main } from '../../../lib/programs/certs/main.js';
import { run } from '../../support/certs-program.js';
import { CertificateDirectory, openssl } from '../../support/certificate-directory.js';
import { Program, ROOT } from '../../support/programs.js';
import { hasTerminal, onTerminal } from '../../support/terminal.js';
import { COVERED } from '../../support/uncovered-children.js';
import { testCertificates } from '../../support/certificates.js';

const BIN = join(ROOT, 'bin/tlslp-certs');

test.after.always(() => {
  testCertificates().cleanup();
});

test('the program makes "certificates" in the working directory and prints one line per file', async (t) => {
  const { home } = await CertificateDirectory.empty(t);
  const program = new Program(t, process.execPath, [BIN, 'init'], { cwd: home });
  t.deepEqual(await program.ended, { code: 0, signal: null });
  t.is(program.stderr, '');
  const lines = program.stdout.trimEnd().split('\n');
  t.is(lines.length, 6);
  t.true(
    lines.every((line) => /^made certificates\/\S+\.pem( \(valid until \d{4}-\d\d-\d\d\))?$/.test(line)),
  );
  t.deepEqual((await readdir(join(home, 'certificates'))).sort(), Object.values(FILES).sort());
});

test('`npm run certs` is tlslp-certs init', async (t) => {
  const { home } = await CertificateDirectory.empty(t);
  const script = join(ROOT, 'dist/scripts/certs.js');
  const program = new Program(t, process.execPath, [script, '--directory', 'x'], { cwd: home });
  t.deepEqual(await program.ended, { code: 0, signal: null });
  t.is((await readdir(join(home, 'x'))).length, 6);
});

test('init tells of names that a certificate lacks', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const out = await directory.runWell('init', '--host', 'localhost,challenge.example');
  t.regex(
    out.join('\n'),
    /^kept .*server-cert\.pem \(valid until [-0-9]+, but not for challenge\.example: "tlslp-certs server" makes a new one\)$/m,
  );
});

test('list: a table; on a terminal, lines are cut at its width', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const name = 'Ada Lovelace of the very long name, countess of somewhere';
  await directory.runWell('client', name);
  const table = await directory.runWell('list');
  t.is(table.length, 4);
  t.regex(table[0] ?? '', /^NAME +STATE  FROM +UNTIL +USE +SERIAL +FINGERPRINT$/);
  const listed = (await directory.list()).find((one) => one.name === name);
  t.true(table.some((line) => line.startsWith(name) && line.endsWith(listed?.fingerprint ?? 'none')));
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const printed = text(stdout);
  t.is(await main(['list', '--directory', directory.path], { stdout, stderr: new PassThrough() }), 0);
  stdout.end();
  const lines = (await printed).trimEnd().split('\n');
  t.true(lines.every((line) => line.length <= 80));
  t.regex(
    lines.join('\n'),
    /^Ada Lovelace of the ver…  valid  \d{4}-\d\d-\d\d  \d{4}-\d\d-\d\d  client  [0-9A-F]+…$/m,
  );
});

test('list changes nothing, and says when there is nothing', async (t) => {
  const { ca } = testCertificates();
  const directory = await CertificateDirectory.empty(t);
  const path = directory.home;
  await writeFile(join(path, FILES.caCert), ca.certPem);
  t.deepEqual((await run('list', '--directory', path)).out, ['No certificates.']);
  t.deepEqual((await run('list', '--directory', path, '--json')).out, []);
  t.deepEqual(await readdir(path), [FILES.caCert]);
});

const PASSPHRASE = 'correct horse battery staple';

test('an encrypted CA key: openssl opens it, each command needs the passphrase, and no message has it', async (t) => {
  const directory = await CertificateDirectory.empty(t);
  const file = join(directory.home, 'passphrase');
  await writeFile(file, `${PASSPHRASE}\n`);
  const given = ['--ca-passphrase-file', file];
  await directory.runWell('init', '--encrypt-ca-key', ...given);
  const key = directory.of(FILES.caKey);
  t.regex(await readFile(key, 'utf8'), /^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
  t.is((await stat(key)).mode & 0o777, 0o600);
  t.true((await openssl('pkey', '-in', key, '-passin', `pass:${PASSPHRASE}`, '-noout')).ok);
  t.regex((await openssl('asn1parse', '-in', key)).said, /INTEGER +:0927C0\n/, '600,000 rounds');
  await directory.runWell('client', 'Ada', ...given);
  await directory.runWell('server', ...given);
  await directory.runWell('revoke', 'Ada', ...given);
  await directory.runWell('renew-crl', ...given);
  t.is((await directory.runWell('init')).length, 6, 'nobody is asked without need');
  await writeFile(file, `${PASSPHRASE}!\n`);
  for (const command of [['client', 'Bob'], ['server'], ['revoke', 'Ada'], ['renew-crl']]) {
    const { code, err } = await directory.run(command[0] ?? '', ...command.slice(1), ...given);
    t.is(code, 1);
    t.regex(
      err.join('\n'),
      /^tlslp-certs: The passphrase of .*ca_key\.pem is wrong(, or the file is damaged)?\.$/,
    );
  }
});

test('an encrypted key without a terminal and without a file: one line says what to do', async (t) => {
  const directory = await CertificateDirectory.empty(t);
  const argv = ['init', '--encrypt-ca-key', '--directory', directory.path];
  const program = new Program(t, process.execPath, [BIN, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  t.deepEqual(await program.ended, { code: 1, signal: null });
  t.regex(
    program.stderr,
    /^tlslp-certs: New passphrase of .*ca_key\.pem: there is no terminal to ask on\. Give it with --ca-passphrase-file FILE\.\n$/,
  );
  t.deepEqual(await readdir(directory.path), []);
});

test('a CA key that exists is not encrypted behind its owner', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const { code, err } = await directory.run('init', '--encrypt-ca-key');
  t.is(code, 1);
  t.regex(err.join('\n'), /ca_key\.pem exists and is not encrypted\. Only a new key is encrypted\.$/);
});

test('a secret from standard input', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const argv = ['client', 'Ada', '--p12', '--password-file', '-', '--directory', directory.path];
  const program = new Program(t, process.execPath, [BIN, ...argv], { stdio: ['pipe', 'pipe', 'pipe'] });
  program.child.stdin?.end('secret from a pipe\nnot this\n');
  t.deepEqual(await program.ended, { code: 0, signal: null });
  t.false(program.stdout.includes('secret'));
  const path = directory.of('clients', 'Ada', 'client.p12');
  t.true((await openssl('pkcs12', '-in', path, '-passin', 'pass:secret from a pipe', '-noout')).ok);
});

const withTerminal = hasTerminal() ? test : test.skip;

/** The program on a terminal: only there is somebody asked. */
const asking = (t: ExecutionContext, ...argv: string[]): Program =>
  onTerminal(t, [process.execPath, BIN, ...argv], COVERED);

withTerminal('a passphrase is asked for twice on the terminal, and is not shown', async (t) => {
  const directory = await CertificateDirectory.empty(t);
  const program = asking(t, 'init', '--encrypt-ca-key', '--directory', directory.path);
  await program.printed(/New passphrase of .*ca_key\.pem: $/);
  program.child.stdin?.write(`${PASSPHRASE}x\u007f\r`);
  await program.printed(/The same again: $/);
  program.child.stdin?.write(`${PASSPHRASE}\r`);
  t.deepEqual(await program.ended, { code: 0, signal: null });
  t.false(program.stdout.includes('horse'), program.stdout);
  const again = asking(t, 'client', 'Ada', '--directory', directory.path);
  await again.printed(/^Passphrase of .*ca_key\.pem: $/);
  again.child.stdin?.write(`${PASSPHRASE}\r`);
  t.deepEqual(await again.ended, { code: 0, signal: null });
  t.regex(again.stdout, /\r\nmade .*Ada \(valid until [-0-9]+\)\r\n$/);
});

withTerminal('two passphrases that differ, Ctrl-C and Ctrl-D make nothing', async (t) => {
  const directory = await CertificateDirectory.empty(t);
  const ask = async (): Promise<Program> => {
    const program = asking(t, 'init', '--encrypt-ca-key', '--directory', directory.path);
    await program.printed(/New passphrase of .*: $/);
    return program;
  };
  const differing = await ask();
  differing.child.stdin?.write('one of them\r');
  await differing.printed(/The same again: $/);
  differing.child.stdin?.write('another one\r');
  t.is((await differing.ended).code, 1);
  t.regex(differing.stdout, /tlslp-certs: The two passphrases differ\. Nothing was made\.\r\n$/);
  const interrupted = await ask();
  interrupted.child.stdin?.write('\u0003');
  t.is((await interrupted.ended).code, 130);
  const closed = await ask();
  closed.child.stdin?.write('\u0004');
  t.is((await closed.ended).code, 1);
  t.regex(closed.stdout, /tlslp-certs: Nothing was typed\. Nothing was made\.\r\n$/);
  t.deepEqual(await readdir(directory.path), []);
});

test('a reader that has left is told of in one line', async (t) => {
  const directory = await CertificateDirectory.made(t);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  stdout.destroy();
  t.is(await main(['list', '--directory', directory.path], { stdout, stderr }), 1);
  stderr.end();
  t.is(await text(stderr), 'tlslp-certs: Standard output cannot be written: it is closed.\n');
});

test('a device without an end is read no further than a file may be', async (t) => {
  t.deepEqual(await run('check', '/dev/zero'), {
    code: 1,
    out: [
      '/dev/zero: a file that cannot be read',
      '  WRONG        is larger than 4 MiB: no certificate file is',
      '1 thing is wrong.',
    ],
    err: [],
  });
  const { code, err } = await run('client', '--from', '/dev/zero', '--directory', '/nowhere');
  t.deepEqual([code, err], [1, ['tlslp-certs: /dev/zero is larger than 16 MiB.']]);
});
