import test, { type ExecutionContext } from 'ava';
import { existsSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { hasReusePort } from '../../../lib/config/network-options.js';
import { testCertificates } from '../../support/certificates.js';
import { hasPython } from '../../support/has-program.js';
import { connectClient, LineClient, wholeSession } from '../../support/line-client.js';
import {
  certificateArgs,
  Program,
  QUICK_ARGS,
  readRecords,
  ROOT,
  serverProgram,
  temporaryDirectory,
} from '../../support/programs.js';
import { COVERED } from '../../support/uncovered-children.js';
import { SocketHolder } from '../helpers/socket-holder.js';

// Where the program listens: several places, unix sockets, sockets of a parent, and ports that two processes share.

test.after.always(() => {
  testCertificates().cleanup();
});

const quick = (...args: string[]): string[] => [
  ...certificateArgs(),
  ...QUICK_ARGS,
  // A session waits while other servers start.
  ...['--other-timeout', '60'],
  ...args,
];
const answer = (name: string): string => `the ${name}`;
// The parent that passes a socket is a program in Python.
const withPython = hasPython() ? test : test.skip;

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ family }) => family === 'IPv6'),
);

/** A session through a unix socket. */
async function sessionAt(path: string): Promise<readonly string[]> {
  const below = connectTcp(path);
  const { ca, client } = testCertificates();
  const identity = { ca: ca.certPem, cert: client.certPem, key: client.keyPem };
  const lineClient = new LineClient(connectTls({ socket: below, servername: 'localhost', ...identity }));
  await lineClient.converse(answer);
  await lineClient.rest();
  return lineClient.lines;
}

test('each place has a line, and serves; a peer of a unix socket has no address', async (t) => {
  const directory = await temporaryDirectory(t);
  const [path, records] = [join(directory, 's'), join(directory, 'records.ndjson')];
  const places = ['--listen', '127.0.0.1:0', '--listen', `unix:${path},127.0.0.2:0`];
  const program = serverProgram(t, quick(...places, '--records', records), { env: COVERED });
  const [, first, shown, last] = await program.printed(
    /^Server listening on tls:\/\/127\.0\.0\.1:(\d+)\nServer listening on unix:(.*)\nServer listening on tls:\/\/127\.0\.0\.2:(\d+)\n\S+ Records/,
  );
  t.is(shown, path);
  t.not(first, last);
  t.true((await wholeSession(Number(first), answer)).done);
  t.true((await wholeSession(Number(last), answer, { host: '127.0.0.2' })).done);
  t.is((await sessionAt(path)).at(-1), 'DONE');
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  t.false(existsSync(path));
  const remotes = (await readRecords(records)).map(({ remote }) => remote?.address ?? null);
  t.deepEqual(remotes, ['127.0.0.1', '127.0.0.1', null]);
  t.regex(program.stdout, /\n\S+ Session \w+ ".+" began: unknown\n/);
});

test('a socket that a killed server left is replaced', async (t) => {
  const path = join(await temporaryDirectory(t), 's');
  const args = quick('--listen', `unix:${path}`, '--insecure', '--no-records');
  const killed = serverProgram(t, args);
  await killed.printed(/^Server listening on unix:/);
  const second = serverProgram(t, args);
  t.is((await second.ended).code, 69);
  t.is(second.stderr, `tlslp-server: Cannot listen on unix:${path}: another process listens there.\n`);
  killed.signal('SIGKILL');
  await killed.ended;
  t.true(existsSync(path));
  const third = serverProgram(t, args, { env: COVERED });
  await third.printed(/^Server listening on unix:/);
  await third.stop();
});

(hasIpv6 ? test : test.skip)('an IPv4 client of a dual-stack socket is recorded as IPv4', async (t) => {
  const records = join(await temporaryDirectory(t), 'records.ndjson');
  const program = serverProgram(t, quick('--listen', '[::]:0', '--records', records));
  const [, port] = await program.printed(/^Server listening on tls:\/\/\[::\]:(\d+)\n/);
  t.true((await wholeSession(Number(port), answer)).done);
  await program.stop();
  t.is((await readRecords(records))[0]?.remote?.address, '127.0.0.1');
  t.regex(program.stdout, / began: 127\.0\.0\.1:\d+\n/);
});

const noStart = test.macro<[args: readonly string[], says: RegExp]>({
  async exec(t, args, says) {
    const program = serverProgram(t, quick('--no-records', ...args), { env: COVERED });
    t.deepEqual(await program.ended, { code: args.includes('--insecure') ? 78 : 69, signal: null });
    t.regex(program.stderr, says);
    t.is(program.stdout, '');
  },
  title: (_, args) => `no start: ${args.join(' ')}`,
});

test(
  noStart,
  ['--insecure', '--listen', '127.0.0.1:0', '--listen', '0.0.0.0:0'],
  /: Refusing insecure TLS to 0\.0\.0\.0\./,
);
test(
  noStart,
  ['--listen', 'fd:9'],
  /^tlslp-server: Cannot listen on fd:9: it is not (open|a socket)\. Start the server by [^\n]*\n$/,
);
test(
  noStart,
  ['--listen', 'fd:tls'],
  /^tlslp-server: Cannot listen on fd:tls: only systemd names descriptors, [^\n]*\n$/,
);

const REQUEST = /^(FULL_NAME|EMAIL|SOCIAL|BIRTHDATE|COUNTRY|ADDR_LINE)/;

/** The session stands at this command, unanswered. */
async function standing(
  t: ExecutionContext,
  port: number,
  step: string | RegExp,
): Promise<() => Promise<string | null>> {
  const client = await connectClient(port);
  t.teardown(() => client.close());
  const line = await client.until(step, answer);
  return () => client.answer(line, answer).converse(answer);
}

withPython('an old and a new server share the socket of their parent: nobody loses his work', async (t) => {
  const holder = SocketHolder.start(t);
  const port = await holder.port();
  const records = join(await temporaryDirectory(t), 'records.ndjson');
  const args = quick('--listen', 'fd:3', '--records', records);
  const command = [process.execPath, join(ROOT, 'bin/tlslp-server'), ...args];
  const ready = `Server listening on tls://127.0.0.1:${port}\n`;
  const old = await holder.run(t, command, ready, 1);
  const sessions = [await standing(t, port, 'WORK'), await standing(t, port, REQUEST)];
  const next = await holder.run(t, command, ready, 2);
  t.not(old, next);
  process.kill(old, 'SIGTERM');
  await holder.printed('Server stopping, 2 sessions under way');
  for (let session = 0; session < 3; session++) t.true((await wholeSession(port, answer)).done);
  for (const finish of sessions) t.is(await finish(), 'DONE');
  t.is(await holder.ended(old), 0);
  t.true((await wholeSession(port, answer)).done);
  t.deepEqual(new Set((await readRecords(records)).map(({ outcome }) => outcome)), new Set(['done']));
  process.kill(next, 'SIGTERM');
  t.is(await holder.ended(next), 0);
});

withPython('without certificates, a socket of the parent must be of this machine', async (t) => {
  const holder = `import os, socket, sys
held = socket.socket()
held.bind(('0.0.0.0', 0))
held.listen()
os.dup2(held.fileno(), 3)
os.set_inheritable(3, True)
os.environ['LISTEN_PID'] = str(os.getpid())
os.environ['LISTEN_FDS'] = '1'
os.environ['LISTEN_FDNAMES'] = 'tls'
os.execv(sys.argv[1], sys.argv[1:])`;
  const server = (...args: string[]): Program =>
    new Program(t, 'python3', ['-c', holder, process.execPath, join(ROOT, 'bin/tlslp-server'), ...args], {
      env: COVERED,
    });
  const refused = server(...quick('--no-records', '--insecure', '--listen', 'fd:tls'));
  t.is((await refused.ended).code, 78);
  t.regex(refused.stderr, /^tlslp-server: Refusing insecure TLS to 0\.0\.0\.0\./);
  const served = server(...quick('--no-records', '--listen', 'fd:tls'));
  const [, port] = await served.printed(/^Server listening on tls:\/\/0\.0\.0\.0:(\d+)\n/);
  t.true((await wholeSession(Number(port), answer)).done);
  await served.stop();
});

const sharing = hasReusePort() ? test : test.skip;

sharing('an old and a new server share a port', async (t) => {
  const args = (port: string): string[] =>
    quick('--no-records', '--reuse-port', '--listen', `127.0.0.1:${port}`);
  const old = serverProgram(t, args('0'));
  const [, port = ''] = await old.printed(/^Server listening on tls:\/\/127\.0\.0\.1:(\d+)\n/);
  const sessions = [await standing(t, Number(port), 'WORK'), await standing(t, Number(port), REQUEST)];
  const next = serverProgram(t, args(port));
  await next.printed(/^Server listening on /);
  old.signal('SIGTERM');
  await old.printed(/Server stopping, 2 sessions/);
  t.true((await wholeSession(Number(port), answer)).done);
  for (const finish of sessions) t.is(await finish(), 'DONE');
  t.deepEqual(await old.ended, { code: 0, signal: null });
  t.deepEqual(await next.stop(), { code: 0, signal: null });
});

(hasReusePort() ? test.skip : test)('a port that this Node cannot share is said', async (t) => {
  const program = serverProgram(t, ['--reuse-port']);
  t.is((await program.ended).code, 2);
  t.regex(program.stderr, /^tlslp-server: --reuse-port: needs Node 22\.12 or newer, and this is Node /);
});
