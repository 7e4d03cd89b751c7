import test, { type ExecutionContext } from 'ava';
import { once } from 'node:events';
import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { packageVersion } from '../../../lib/config/version.js';
import { testCertificates } from '../../support/certificates.js';
import { certificateArgs, serverProgram, startServer, temporaryDirectory } from '../../support/programs.js';
import { COVERED } from '../../support/uncovered-children.js';

// The program's start: its exit codes, its messages, what it says once it is ready, what it makes on disk.

test.after.always(() => {
  testCertificates().cleanup();
});

const wrongUsage = test.macro({
  title: (_, args: readonly string[]) => `wrong usage: ${JSON.stringify(args)}`,
  async exec(t, args: readonly string[], message: string) {
    const program = serverProgram(t, args, { env: COVERED });
    t.deepEqual(await program.ended, { code: 2, signal: null });
    t.is(program.stderr, `tlslp-server: ${message} (see tlslp-server --help)\n`);
    t.is(program.stdout, '');
  },
});

test(wrongUsage, ['--port', '70000'], '--port 70000: must be an integer from 0 to 65535');
test(
  wrongUsage,
  ['--n-bits', '65'],
  '--n-bits 65: must be an integer from 0 to 64, or a range of them such as 24..30',
);
test(wrongUsage, ['--token', 'a b'], '--token "a b": must be 1 to 128 characters of A-Z a-z 0-9 _ -');
test(wrongUsage, ['--prot', '1'], "unknown option '--prot' (Did you mean --port?)");
test(
  wrongUsage,
  ['--records', 'mysql://ada:secret@db/answers'],
  '--records mysql://ada:***@db/answers: must be the path of a file (not empty, no NUL character), or a postgresql:// URL',
);
test(
  wrongUsage,
  ['--min-free-space', '100'],
  '--min-free-space 100: must be a size with its unit, such as 100MB or 1.5GiB',
);
test(wrongUsage, ['--records'], '--records: a value must follow it');
test(wrongUsage, ['\u001b[31m'], '\\u001b[31m: every argument must be an option or the value of one');

test('--help and --version say what they say, and exit with 0', async (t) => {
  const help = serverProgram(t, ['--help']);
  const version = serverProgram(t, ['--version']);
  t.deepEqual(await help.ended, { code: 0, signal: null });
  t.deepEqual(await version.ended, { code: 0, signal: null });
  t.regex(
    help.stdout,
    /^Usage: tlslp-server \[options\]\n[^]*tlslp-certs init[^]*\n {2}\$ tlslp-server --tutorial /,
  );
  t.is(version.stdout, `${packageVersion()}\n`);
  t.is(help.stderr + version.stderr, '');
});

interface Start {
  readonly args: readonly string[];
  /** What must stand in the one line. */
  readonly says: RegExp;
}

/** Starts that fail, by what is wrong; each of them gets its own directory. */
const FAILED_STARTS: Readonly<Record<string, (directory: string) => Start | Promise<Start>>> = {
  'the certificate is missing': (directory) => ({
    args: [...certificateArgs(), '--server-cert', join(directory, 'none.pem')].slice(2),
    says: /Cannot read the certificate .*none\.pem: no such file\. "tlslp-certs init" makes certificates/,
  }),
  'the key is not the certificate’s': () => {
    const { server, client, ca } = testCertificates();
    const args = ['--server-cert', server.certPath, '--server-key', client.keyPath, '--ca-cert', ca.certPath];
    return { args, says: /The private key .* does not match the certificate / };
  },
  'the CA file is not PEM': async (directory) => {
    const { server } = testCertificates();
    const path = join(directory, 'ca.pem');
    await writeFile(path, 'nothing');
    const args = ['--server-cert', server.certPath, '--server-key', server.keyPath, '--ca-cert', path];
    return { args, says: /The CA certificate .*ca\.pem contains no PEM certificate/ };
  },
  'insecure, and not this machine': () => ({
    args: [...certificateArgs(), '--insecure', '--host', 'example.com'],
    says: /: Refusing insecure TLS to example\.com\. For non-local hosts, enable certificate verification\.\n$/,
  }),
  'the records file is a directory': (directory) => ({
    args: [...certificateArgs(), '--records', directory],
    says: /Records cannot be kept in .*: it is a directory\. Correct that/,
  }),
  'the records file is a device': () => ({
    args: [...certificateArgs(), '--records', '/dev/null'],
    says: /Records cannot be kept in \/dev\/null: it is not a regular file\. Correct that, choose another file with --records, or keep no records with --no-records\.\n$/,
  }),
  'the records file has a file for its directory': async (directory) => {
    await writeFile(join(directory, 'file'), '');
    const path = join(directory, 'file', 'records.ndjson');
    return {
      args: [...certificateArgs(), '--records', path],
      says: /a part of its path is not a directory/,
    };
  },
  'the records file has a link to nowhere for its directory': async (directory) => {
    await symlink(join(directory, 'none'), join(directory, 'link'));
    const path = join(directory, 'link', 'records.ndjson');
    return {
      args: [...certificateArgs(), '--records', path],
      says: /Records cannot be kept in .*: no such file\. Correct that/,
    };
  },
  'the log file cannot be made': (directory) => ({
    args: [...certificateArgs(), '--log-file', join(directory, 'none', 'log')],
    says: /: --log-file .*: must be a file that can be written \(ENOENT: .*\)\n$/,
  }),
  'the log file is a directory': (directory) => ({
    args: [...certificateArgs(), '--log-file', directory],
    says: /: --log-file .*: must be a file that can be written \(EISDIR: .*\)\n$/,
  }),
};

const failedStart = test.macro(async (t, start: (directory: string) => Start | Promise<Start>) => {
  const directory = await temporaryDirectory(t);
  const { args, says } = await start(directory);
  const options = { env: { XDG_STATE_HOME: directory } };
  const plain = serverProgram(t, [...args, '--port', '0'], options);
  const debug = serverProgram(t, [...args, '--port', '0', '--log-level', 'DEBUG'], options);
  t.deepEqual(await plain.ended, { code: 78, signal: null });
  t.regex(plain.stderr, /^tlslp-server: [^\n]+\n$/, 'one line');
  t.regex(plain.stderr, says);
  t.is(plain.stdout, '');
  t.deepEqual(await debug.ended, { code: 78, signal: null });
  t.true(debug.stderr.startsWith(plain.stderr));
  t.regex(debug.stderr, /\n {4}at /, 'a stack, for who asked for it');
});

for (const [name, start] of Object.entries(FAILED_STARTS)) test(`no start: ${name}`, failedStart, start);

/** The last address that localhost is listened to on: where the machine has ::1, another one is bound before it. */
async function holdPort(t: ExecutionContext): Promise<{ address: string; port: number }> {
  const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
    all?.some(({ address }) => address === '::1'),
  );
  const address = hasIpv6 ? '::1' : '127.0.0.1';
  const holder = createServer((socket) => socket.destroy()).listen(0, address);
  await once(holder, 'listening');
  t.teardown(() => holder.close());
  return { address, port: (holder.address() as AddressInfo).port };
}

test('no start: the port is taken, and the process is gone with all that it bound', async (t) => {
  const { address, port } = await holdPort(t);
  const program = serverProgram(t, [...certificateArgs(), '--no-records', '--port', String(port)], {
    env: COVERED,
  });
  t.deepEqual(await program.ended, { code: 69, signal: null });
  t.is(
    program.stderr,
    `tlslp-server: Cannot listen on ${address} port ${port}: the port is taken. Choose another with --port, or 0 for a free one.\n`,
  );
  t.is(program.stdout, '');
});

test('it says where it listens and where records go, and makes that place for its user alone', async (t) => {
  const home = await temporaryDirectory(t);
  const { program, port } = await startServer(t, [], { env: { XDG_STATE_HOME: home } });
  const path = join(home, 'tlslp', 'records.ndjson');
  await program.printed(/Records.*\n/);
  const [listening, kept = ''] = program.stdout.split('\n');
  t.is(listening, `Server listening on tls://localhost:${port}`);
  t.regex(kept, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /);
  t.is(kept.replace(/^\S+ /, ''), `Records are kept in ${path}`);
  t.is((await stat(join(home, 'tlslp'))).mode & 0o777, 0o700);
  t.is((await stat(path)).mode & 0o777, 0o600);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  t.is(await readFile(path, 'utf8'), '');
});

test('a service has its records in its own directory, without a home and in a place that takes no files', async (t) => {
  const state = await temporaryDirectory(t);
  const env = { HOME: undefined, STATE_DIRECTORY: state };
  const { program } = await startServer(t, [], { env, cwd: '/proc' });
  const [, path] = await program.printed(/\n\S+ Records are kept in (.*)\n$/);
  t.is(path, join(state, 'records.ndjson'));
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

test('without a place for records, the start says what to give', async (t) => {
  const args = [...certificateArgs(), '--port', '0'];
  const homeless = serverProgram(t, args, { env: { ...COVERED, HOME: '' }, cwd: '/proc' });
  t.is((await homeless.ended).code, 78);
  t.is(
    homeless.stderr,
    'tlslp-server: Records cannot be kept: this user has no home directory. Choose a file with --records, or keep no records with --no-records.\n',
  );
  const unusable = serverProgram(t, args, { env: { ...COVERED, HOME: '/proc/none' }, cwd: '/proc' });
  t.is((await unusable.ended).code, 78);
  t.regex(
    unusable.stderr,
    /^tlslp-server: Records cannot be kept in \/proc\/none\/[^\n]* choose another file with --records, [^\n]*\n$/,
  );
});

test('--no-records makes nothing', async (t) => {
  const home = await temporaryDirectory(t);
  const { program } = await startServer(t, ['--no-records'], { env: { XDG_STATE_HOME: home } });
  await program.printed(/\n\S+ No records are kept\n/);
  await t.throwsAsync(stat(join(home, 'tlslp')), { code: 'ENOENT' });
});

test('the path of the records is shown as one line, whatever is in it', async (t) => {
  const home = await temporaryDirectory(t);
  const directory = join(home, 'a\nServer listening on tls:evil:1\n\u001b[31m');
  await mkdir(directory);
  const { program } = await startServer(t, ['--records', join(directory, 'r')]);
  const [, path] = await program.printed(/\n\S+ Records are kept in (.*)\n$/);
  t.is(path, join(home, 'a\\nServer listening on tls:evil:1\\n\\u001b[31m', 'r'));
});

test('records that others may read are complained about', async (t) => {
  const path = join(await temporaryDirectory(t), 'r');
  await writeFile(path, '');
  await chmod(path, 0o644);
  const { program } = await startServer(t, ['--records', path]);
  const { msg } = await program.logged(({ level }) => level === 'WARNING');
  t.regex(msg, /644/);
});

/** A pipe whose reader is gone. */
async function brokenPipe(t: ExecutionContext, args: readonly string[], fd: 1 | 2): Promise<number | null> {
  const stdio = fd === 1 ? (['ignore', 'pipe', 'ignore'] as const) : (['ignore', 'ignore', 'pipe'] as const);
  const program = serverProgram(t, args, { stdio: [...stdio] });
  (fd === 1 ? program.child.stdout : program.child.stderr)?.destroy();
  return (await program.ended).code;
}

test('the exit code stands, though nobody reads what is said', async (t) => {
  t.is(await brokenPipe(t, ['--help'], 1), 0);
  t.is(await brokenPipe(t, ['--port', 'x'], 2), 2);
  t.is(await brokenPipe(t, ['--server-cert', '/nowhere', '--no-records', '--log-level', 'DEBUG'], 2), 78);
});
