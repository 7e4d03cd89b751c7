import test from 'ava';
import { existsSync, fstatSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { testCertificates } from '../../support/certificates.js';
import { hasProgram, hasPython } from '../../support/has-program.js';
import { connectClient, LineClient, wholeSession } from '../../support/line-client.js';
import {
  certificateArgs,
  Program,
  QUICK_ARGS,
  ROOT,
  startServer,
  temporaryDirectory,
} from '../../support/programs.js';
import { COVERED } from '../../support/uncovered-children.js';
import { NotifySocket } from '../helpers/notify-socket.js';

// The program under a service manager: what it is told, and what the journal shows.

test.after.always(() => {
  testCertificates().cleanup();
});

// What the service manager is told, is read by a program in Python.
const withSystemd = hasProgram('systemd-notify', '--version') && hasPython() ? test : test.skip;

withSystemd('the service manager hears of the start, a reload, its watchdog, and the stop', async (t) => {
  const socket = await NotifySocket.open(t);
  const env = { ...COVERED, NOTIFY_SOCKET: socket.path, WATCHDOG_USEC: '400000' };
  const { program, port } = await startServer(t, ['--no-records'], { env });
  const where = `Listening on tls://localhost:${port}`;
  await socket.received(/^READY=1\|/);
  t.is(socket.messages[0], `READY=1|STATUS=${where}; sessions: 0 open, 0 done`);
  t.true((await wholeSession(port, () => '')).done);
  await socket.received(new RegExp(`^WATCHDOG=1\\|STATUS=${where}; sessions: 0 open, 1 done$`));
  program.signal('SIGHUP');
  await socket.received(/^RELOADING=1\|MONOTONIC_USEC=[0-9]+$/);
  await program.logged(({ msg }) => msg === 'reloaded');
  const client = await connectClient(port);
  await client.until('WORK');
  program.signal('SIGTERM');
  await socket.received(
    /^STOPPING=1\|STATUS=Stopping; sessions: 1 open, 1 done\|EXTEND_TIMEOUT_USEC=30000000$/,
  );
  await client.close();
  t.deepEqual(await program.ended, { code: 0, signal: null });
  const order = socket.messages.map((message) => message.split('=')[0]).filter((name) => name !== 'WATCHDOG');
  t.deepEqual(order, ['READY', 'RELOADING', 'READY', 'STOPPING']);
});

(hasProgram('systemd-socket-activate', '--version') ? test : test.skip)(
  'systemd starts it with the first client, on a socket that it names',
  async (t) => {
    const path = join(await temporaryDirectory(t), 's');
    const server = [
      process.execPath,
      join(ROOT, 'bin/tlslp-server'),
      '--listen',
      'fd:tls',
      ...QUICK_ARGS,
      ...certificateArgs(),
    ];
    const activating = ['--listen', path, '--fdname', 'tls', ...server, '--no-records'];
    const program = new Program(t, 'systemd-socket-activate', activating);
    await program.until(() => program.stderr.includes('Listening on '));
    const { ca, client } = testCertificates();
    const socket = connectTls({
      socket: connectTcp(path),
      servername: 'localhost',
      ca: ca.certPem,
      cert: client.certPem,
      key: client.keyPem,
    });
    const lineClient = new LineClient(socket);
    t.is(await lineClient.converse(() => ''), 'DONE');
    await lineClient.closed;
    const [line] = await program.printed(/^.*\n/);
    t.is(line, `Server listening on unix:${path}\n`);
    t.deepEqual(await program.stop(), { code: 0, signal: null });
    t.true(existsSync(path), 'the socket is the one of systemd');
  },
);

test('without the command, that is said once, and the server serves', async (t) => {
  const directory = await temporaryDirectory(t);
  const env = { NOTIFY_SOCKET: join(directory, 'none'), WATCHDOG_USEC: '400000', PATH: directory };
  const { program, port } = await startServer(t, ['--no-records'], { env });
  const { msg } = await program.logged(({ level }) => level === 'WARNING');
  t.regex(
    msg,
    /^NOTIFY_SOCKET is set, and the service manager cannot be told: there is no command systemd-notify\.$/,
  );
  t.true((await wholeSession(port, () => '')).done);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

/** Both outputs go to one file, as both go to one journal. */
async function onOneStream(
  t: Parameters<typeof startServer>[0],
  args: readonly string[],
  env: NodeJS.ProcessEnv,
) {
  const path = join(await temporaryDirectory(t), 'journal');
  const fd = openSync(path, 'a');
  const { dev, ino } = fstatSync(fd);
  const argv = [join(ROOT, 'bin/tlslp-server'), ...certificateArgs(), ...QUICK_ARGS, '--no-records', ...args];
  const program = new Program(t, process.execPath, argv, {
    stdio: ['ignore', fd, fd],
    env: 'JOURNAL_STREAM' in env ? { JOURNAL_STREAM: `${dev}:${ino}` } : env,
  });
  const text = (): Promise<string> => readFile(path, 'utf8');
  let said = '';
  while (!/^\S+ No records/m.test(said)) said = await text();
  const [, port] = /:(\d+)\n/.exec(said) ?? [];
  t.true((await wholeSession(Number(port), () => '')).done);
  const stranger = await connectClient(Number(port), { identity: testCertificates().strangerClient });
  await stranger.closed;
  while (!(await text()).includes(' Refused ')) await new Promise(setImmediate);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  return text();
}

test('one journal shows nothing twice, and has priorities in the place of times', async (t) => {
  const journal = await onOneStream(t, ['--host', '0.0.0.0', '--port', '0', '--token', 'x'], {
    JOURNAL_STREAM: '',
  });
  const lines = journal
    .split('\n')
    .map((line) => line.replace(/^\d{4}-\S+Z /, 'T ').replace(/\d{4,}/g, 'N'))
    .map((line) => line.replace(/Session \w+/, 'Session I').replace(/"id":"[^"]*"/, '"id":"I"'));
  const logged = lines.filter((line) => line.startsWith('<'));
  t.is(logged[0], '<4>--token is for tests, and other machines can connect to tls://0.0.0.0:N.');
  t.is(logged[1], '<6>work sent {"id":"I","subject":"Test client","nBits":0}');
  t.is(logged.length, 2);
  const printed = lines.filter((line) => line !== '' && !line.startsWith('<'));
  t.deepEqual(
    printed.map(
      (line) => /^Server listening|^T (?:.* records|Session I "Test client" \w+|\w+)/.exec(line)?.[0] ?? line,
    ),
    [
      'Server listening',
      'T No records',
      'T Session I "Test client" began',
      'T Session I "Test client" worked',
      'T Session I "Test client" done',
      'T Refused',
      'T Server',
    ],
  );
});

test('one file shows nothing twice', async (t) => {
  const said = await onOneStream(t, ['--port', '0'], {});
  t.is(said.match(/listening/g)?.length, 1);
  t.is(said.match(/ done in |"outcome":"done"/g)?.length, 1);
  t.is(said.match(/ Refused |"connection refused"/g)?.length, 1);
  t.regex(said, /\n\{"level":"INFO","time":"[^"]+",[^\n]*"msg":"work sent"\}\n/);
});

test('options for tests where others can connect are warned of, on both outputs once', async (t) => {
  const { program } = await startServer(t, ['--no-records', '--fail-rate', '0.5'], { env: COVERED });
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  t.false((program.stdout + program.stderr).includes('for tests'));
  const argv = [
    ...certificateArgs(),
    '--no-records',
    '--host',
    '0.0.0.0',
    '--port',
    '0',
    '--fail-rate',
    '0.5',
  ];
  const open = new Program(t, process.execPath, [join(ROOT, 'bin/tlslp-server'), ...argv], { env: COVERED });
  await open.printed(
    /\n\S+ Warning: --fail-rate is for tests, and other machines can connect to tls:\/\/0\.0\.0\.0:\d+\.\n/,
  );
  const { msg } = await open.logged(({ level }) => level === 'WARNING');
  t.regex(msg, /^--fail-rate is for tests, /);
  await open.stop();
  t.is((open.stdout + open.stderr).match(/for tests/g)?.length, 2);
});
