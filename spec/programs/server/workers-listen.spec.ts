import test, { type ExecutionContext } from 'ava';
import { existsSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { testCertificates } from '../../support/certificates.js';
import { hasPython } from '../../support/has-program.js';
import { LineClient, wholeSession } from '../../support/line-client.js';
import {
  certificateArgs,
  logLines,
  Program,
  QUICK_ARGS,
  ROOT,
  serverProgram,
  temporaryDirectory,
} from '../../support/programs.js';
import { NotifySocket } from '../helpers/notify-socket.js';

// Where a server with workers listens. The primary holds the sockets.

test.after.always(() => {
  testCertificates().cleanup();
});

const answer = (name: string): string => `the ${name}`;
const withPython = hasPython() ? test : test.skip;
const usual = (...args: string[]): string[] => [
  ...certificateArgs(),
  ...[...QUICK_ARGS, '--other-timeout', '60', '--workers', '2', '--no-records'],
  ...args,
];

/** A session through a unix socket; the last line. */
async function sessionAt(path: string): Promise<string | null> {
  const { ca, client } = testCertificates();
  const identity = { ca: ca.certPem, cert: client.certPem, key: client.keyPem };
  const socket = connectTls({ socket: connectTcp(path), servername: 'localhost', ...identity });
  return new LineClient(socket).converse(answer);
}

test('several places serve, also after all workers were lost, and a unix socket is gone at the end', async (t) => {
  const path = join(await temporaryDirectory(t), 's');
  const program = serverProgram(t, usual('--listen', '127.0.0.1:0', '--listen', `unix:${path},127.0.0.2:0`));
  const [, first, last] = await program.printed(
    /^Server listening on tls:\/\/127\.0\.0\.1:(\d+)\nServer listening on unix:.*\nServer listening on tls:\/\/127\.0\.0\.2:(\d+)\n/,
  );
  const all = async (): Promise<void> => {
    t.true((await wholeSession(Number(first), answer)).done);
    t.is(await sessionAt(path), 'DONE');
    t.true((await wholeSession(Number(last), answer, { host: '127.0.0.2' })).done);
  };
  await all();
  const workers = logLines(program.stderr).flatMap(({ msg, pid }) =>
    msg === 'worker listens' ? [Number(pid)] : [],
  );
  t.is(workers.length, 2);
  for (const pid of workers) process.kill(pid, 'SIGKILL');
  await program.until(
    () => logLines(program.stderr).filter(({ msg }) => msg === 'server error').length === 2,
  );
  // Nobody is refused meanwhile: the kernel keeps the queue.
  await all();
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  t.false(existsSync(path));
});

async function inherited(t: ExecutionContext, address: string, ...args: string[]): Promise<Program> {
  const holder = `import os, socket, sys
held = socket.socket()
held.bind(('${address}', 0))
held.listen()
os.dup2(held.fileno(), 3)
os.set_inheritable(3, True)
os.environ['LISTEN_PID'] = str(os.getpid())
os.environ['LISTEN_FDS'] = '1'
os.environ['LISTEN_FDNAMES'] = 'tls'
os.execv(sys.argv[1], sys.argv[1:])`;
  const server = [process.execPath, join(ROOT, 'bin/tlslp-server')];
  return Promise.resolve(
    new Program(t, 'python3', ['-c', holder, ...server, ...usual('--listen', 'fd:tls', ...args)]),
  );
}

withPython('a socket of the parent serves, and has the rules of one process', async (t) => {
  const served = await inherited(t, '127.0.0.1');
  const [, port] = await served.printed(/^Server listening on tls:\/\/127\.0\.0\.1:(\d+)\n/);
  t.true((await wholeSession(Number(port), answer)).done);
  t.deepEqual(await served.stop(), { code: 0, signal: null });
  const refused = await inherited(t, '0.0.0.0', '--insecure');
  t.is((await refused.ended).code, 78);
  t.regex(refused.stderr, /Refusing insecure TLS to 0\.0\.0\.0\./);
});

withPython('the service manager hears of one start, and of one stop', async (t) => {
  const socket = await NotifySocket.open(t);
  const program = serverProgram(t, usual('--port', '0'), { env: { NOTIFY_SOCKET: socket.path } });
  await socket.received(/^READY=1\|/);
  await program.until(
    () => logLines(program.stderr).filter(({ msg }) => msg === 'worker listens').length === 2,
  );
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  const order = socket.messages.map((message) => message.split('=')[0]);
  t.deepEqual(order, ['READY', 'STOPPING']);
});

test('a tutorial has no workers', async (t) => {
  const program = serverProgram(t, usual('--tutorial'));
  t.is((await program.ended).code, 2);
  t.regex(
    program.stderr,
    /^tlslp-server: --workers 2: must not be given with --tutorial, which has one session at a time /,
  );
});
