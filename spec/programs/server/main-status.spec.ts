import { once } from 'node:events';
import { copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps, type RequestOptions } from 'node:https';
import { createServer, connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import { parseServerCommand } from '../../../lib/programs/server/command.js';
import { testCertificates } from '../../support/certificates.js';
import { EventStream } from '../../support/event-stream.js';
import { freePort } from '../../support/free-port.js';
import { connectClient } from '../../support/line-client.js';
import {
  certificateArgs,
  logLines,
  serverProgram,
  startServer,
  temporaryDirectory,
  type Program,
  type RunningServer,
} from '../../support/programs.js';
import { openEvents } from '../../support/status-http.js';
import { COVERED } from '../../support/uncovered-children.js';

const { ca, server, otherServer, client, strangerCa, strangerClient } = testCertificates();
test.after.always(() => {
  testCertificates().cleanup();
});

const TOKEN = 'correct-horse-battery';

/** A running server and the address of its status page. */
interface Stage extends RunningServer {
  readonly url: string;
}

async function stage(
  t: ExecutionContext,
  args: readonly string[],
  env: NodeJS.ProcessEnv = COVERED,
): Promise<Stage> {
  const given = args.includes('--records') ? [] : ['--no-records'];
  const running = await startServer(t, [...given, ...args], { env });
  return { ...running, url: await urlOf(running.program) };
}

async function urlOf(program: Program): Promise<string> {
  const [, url = ''] = await program.printed(/^\S+ Status page on (\S+)$/m);
  return url;
}

async function json(url: string, path: string): Promise<Record<string, unknown>> {
  return (await (await fetch(new URL(path, url))).json()) as Record<string, unknown>;
}

async function wholeSession(port: number): Promise<void> {
  const { certPem: cert, keyPem: key } = client;
  const connected = await connectClient(port, { cert, key, ca: ca.certPem });
  await connected.converse();
  await connected.rest();
}

/** Asks by HTTPS, and returns the status; the code of the error if there is none. */
async function askSecurely(
  url: string,
  path: string,
  options: RequestOptions = {},
): Promise<number | string> {
  const request = getHttps(new URL(path, url), { ca: ca.certPem, agent: false, ...options });
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode ?? 0;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

test('--status says where, shows what goes on, and is gone after the stop', async (t) => {
  const { program, port, url } = await stage(t, ['--status', '127.0.0.1:0', '--requests', '2']);
  t.regex(program.stdout, /\n\S+ No records are kept\n\S+ Status page on http:\/\/127\.0\.0\.1:\d+\/\n/);
  t.like(await json(url, '/readyz'), { ready: true });
  const stream = await EventStream.open(url);
  await stream.until('status', 1);
  const working = await connectClient(port, { cert: client.certPem, key: client.keyPem, ca: ca.certPem });
  const work = await working.until('WORK');
  program.signal('SIGTERM');
  await program.printed(/Server stopping/);
  t.like(await json(url, '/readyz'), { ready: false, reasons: [{ code: 'draining' }] });
  await working.answer(work).converse();
  await working.rest();
  const ended = once(stream.response, 'end');
  t.deepEqual(await program.ended, { code: 0, signal: null });
  await ended;
  t.like(stream.known.status, {
    server: { state: 'stopped' },
    counts: { sessions: 1, confirmed: 1, participants: { known: 1, done: 1 } },
    records: null,
  });
  await t.throwsAsync(fetch(new URL('/livez', url)));
});

test('who was done before a crash is done after it, and no answer is shown', async (t) => {
  const records = join(await temporaryDirectory(t), 'records.ndjson');
  const args = ['--status', 'localhost:0', '--records', records, '--requests', '8'];
  const first = await stage(t, args);
  await wholeSession(first.port);
  // One before DONE, and one after OK.
  const kept = { waiting: 0, committed: 2, lost: 0, lastError: null, failing: false, short: false };
  const shownRecords = async () => (await json(first.url, '/api/status'))['records'] as typeof kept;
  while ((await shownRecords()).committed < kept.committed) await new Promise(setImmediate);
  t.like(await shownRecords(), kept);
  first.program.signal('SIGKILL');
  await first.program.ended;
  const second = await stage(t, args);
  const page = await json(second.url, '/api/participants');
  t.like(page, { total: 1, items: [{ state: 'done', tries: 1 }] });
  t.like(await json(second.url, '/api/status'), { counts: { sessions: 0, participants: { done: 1 } } });
  const written = await readFile(records, 'utf8');
  const { answers, work } = JSON.parse(written.split('\n').find((line) => line !== '') ?? '') as {
    answers: Record<string, string>;
    work: { suffix: string };
  };
  const [row] = page['items'] as { id: string }[];
  const story = await json(second.url, `/api/participants/${encodeURIComponent(row?.id ?? '')}`);
  const shown = JSON.stringify([page, story, await json(second.url, '/api/sessions')]);
  for (const secret of [...Object.values(answers), work.suffix]) {
    if (secret.length > 3) t.false(shown.includes(secret), secret);
  }
  await second.program.stop();
});

test('the certificate of the status page is that of the server, also after a reload', async (t) => {
  const directory = await temporaryDirectory(t);
  const [cert, key] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
  await copyFile(server.certPath, cert);
  await copyFile(server.keyPath, key);
  const files = ['--server-cert', cert, '--server-key', key];
  const { program, url } = await stage(t, [...files, '--status', 'localhost:0', '--status-tls']);
  t.regex(url, /^https:/);
  const shown = async (): Promise<unknown> => {
    const { port } = new URL(url);
    const socket = connectTls({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const name = socket.getPeerCertificate().subject.CN;
    socket.destroy();
    return name;
  };
  t.is(await shown(), 'localhost');
  t.is(await askSecurely(url, '/readyz'), 200);
  await writeFile(cert, 'nonsense');
  program.signal('SIGHUP');
  await program.printed(/Reload rejected/);
  t.is(await shown(), 'localhost');
  await copyFile(otherServer.certPath, cert);
  await copyFile(otherServer.keyPath, key);
  program.signal('SIGHUP');
  await program.printed(/Server reloaded/);
  while ((await shown()) !== 'other.example') await new Promise(setImmediate);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

test('with --status-client-ca, only certificates of that CA may look', async (t) => {
  const authority = join(await temporaryDirectory(t), 'ca.pem');
  await copyFile(strangerCa.certPath, authority);
  const { program, url } = await stage(t, ['--status', '0.0.0.0:0', '--status-client-ca', authority]);
  const here = url.replace('0.0.0.0', 'localhost');
  const of = ({ certPem: cert, keyPem: key }: { certPem: string; keyPem: string }) => ({
    cert,
    key,
    family: 4,
  });
  t.is(await askSecurely(here, '/api/status', of(strangerClient)), 200);
  t.is(typeof (await askSecurely(here, '/api/status', of(client))), 'string');
  t.is(typeof (await askSecurely(here, '/livez', { family: 4 })), 'string');
  await writeFile(authority, 'nonsense');
  program.signal('SIGHUP');
  const { msg } = await program.logged(({ level }) => level === 'WARNING');
  t.regex(msg, /^The status page keeps its certificate: The CA certificate \S+ contains no PEM certificate/);
  t.is(await askSecurely(here, '/api/status', of(strangerClient)), 200);
  await program.stop();
});

test('the CA of the participants is a warning, and so is a token in plain text or for everybody', async (t) => {
  const token = join(await temporaryDirectory(t), 'token');
  await writeFile(token, `${TOKEN}\nmore\n`, { mode: 0o644 });
  const { program, url } = await stage(t, ['--status', '0.0.0.0:0', '--status-token-file', token]);
  const messages = logLines(program.stderr).map(({ level, msg }) => `${level} ${msg}`);
  t.true(
    messages.some((text) => text.startsWith('WARNING The token of the status page crosses the network')),
  );
  t.true(
    messages.some((text) => text.startsWith('WARNING Users other than the owner can read the status token')),
  );
  t.false(`${program.stdout}${program.stderr}`.includes(TOKEN));
  const here = url.replace('0.0.0.0', '127.0.0.1');
  t.is((await fetch(new URL('/metrics', here))).status, 401);
  const headers = { Authorization: `Bearer ${TOKEN}` };
  t.is((await fetch(new URL('/metrics', here), { headers })).status, 200);
  const same = await stage(t, ['--status', '127.0.0.1:0', '--status-client-ca', ca.certPath]);
  t.regex(same.program.stderr, /Every participant can read the status/);
  await same.program.stop();
  await program.stop();
});

test('a unix socket is for the owner and the group; a dead one is replaced; the name does not matter', async (t) => {
  const path = join(await temporaryDirectory(t), 'status.sock');
  const ask = async (): Promise<number | undefined> => {
    const request = getHttp({ socketPath: path, path: '/readyz', headers: { Host: 'anything.example' } });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  };
  const first = await stage(t, ['--status', `unix:${path}`]);
  t.is(first.url, `unix:${path}`);
  t.is((await stat(path)).mode & 0o007, 0);
  t.is(await ask(), 200);
  const taken = serverProgram(t, [
    ...certificateArgs(),
    '--port',
    '0',
    '--no-records',
    '--status',
    `unix:${path}`,
  ]);
  t.like(await taken.ended, { code: 69 });
  t.regex(taken.stderr, /another process listens there/);
  first.program.signal('SIGKILL');
  await first.program.ended;
  const second = await stage(t, ['--status', `unix:${path}`]);
  t.is(await ask(), 200);
  await second.program.stop();
  await t.throwsAsync(stat(path), { code: 'ENOENT' });
});

test('a reader that reads nothing does not delay the end', async (t) => {
  const path = join(await temporaryDirectory(t), 'status.sock');
  const { program } = await stage(t, ['--status', `unix:${path}`]);
  const dead = await openEvents(path);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  dead.destroy();
});

test('a port that is taken is 69, names the flag, and nothing is left listening', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.teardown(() => taken.close());
  const { port } = taken.address() as AddressInfo;
  const program = serverProgram(t, [
    ...certificateArgs(),
    ...['--port', '0', '--no-records', '--status', `127.0.0.1:${port}`],
  ]);
  t.like(await program.ended, { code: 69 });
  t.is(
    program.stderr,
    `tlslp-server: Cannot listen on 127.0.0.1 port ${port}: the port is taken. Choose another with --status, or 0 for a free one.\n`,
  );
  t.is(program.stdout, '');
});

test('when the server itself cannot listen, the status page is closed, too', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.teardown(() => taken.close());
  const { port } = taken.address() as AddressInfo;
  const free = await freePort();
  const program = serverProgram(t, [
    ...certificateArgs(),
    ...['--host', '127.0.0.1', '--port', String(port), '--no-records', '--status', `127.0.0.1:${free}`],
  ]);
  t.like(await program.ended, { code: 69 });
  const socket = connect(free, '127.0.0.1');
  await t.throwsAsync(once(socket, 'connect'), { code: 'ECONNREFUSED' });
});

const REFUSED: Readonly<Record<string, RegExp>> = {
  '--status 9000': /--status 9000: must be HOST:PORT, \[IPV6\]:PORT or unix:PATH/,
  '--status fd:3': /--status fd:3: must be/,
  '--status localhost:99999': /--status localhost:99999: must be/,
  '--status 0.0.0.0:9000':
    /--status 0\.0\.0\.0:9000: is not this machine: it must be given with --status-token-file or --status-client-ca/,
  '--status status.example:9000 --status-tls': /is not this machine/,
  '--status-tls': /--status-tls: must be given with --status/,
  '--status-token-file x': /--status-token-file: must be given with --status/,
  '--status-client-ca x': /--status-client-ca: must be given with --status/,
  '--status-host x': /--status-host: must be given with --status/,
  '--status localhost:1 --status-host a:1': /--status-host a:1: must be at most 64 different host names/,
  '--status localhost:1 --status-host a --status-host a': /--status-host/,
};

for (const [line, message] of Object.entries(REFUSED)) {
  test(`refused: ${line}`, async (t) => {
    const usage = await parseServerCommand(line.split(' '));
    t.is(usage.kind, 'exit');
    if (usage.kind !== 'exit') return;
    t.is(usage.code, 2);
    t.regex(usage.stderr, message);
    t.is(usage.stderr.split('\n').length, 2);
  });
}

test('--check-config names what is wrong with the files of the status page', async (t) => {
  const directory = await temporaryDirectory(t);
  const short = join(directory, 'short');
  await writeFile(short, 'short\n');
  const base = [...certificateArgs(), '--no-records', '--check-config', '--status', '0.0.0.0:0'];
  const check = async (...args: string[]): Promise<{ code: number; text: string }> => {
    const usage = await parseServerCommand([...base, ...args]);
    if (usage.kind !== 'exit') throw new Error('it would run');
    return { code: usage.code, text: `${usage.stdout}${usage.stderr}` };
  };
  const wrong = await check('--status-token-file', short, '--status-client-ca', join(directory, 'none.pem'));
  t.is(wrong.code, 78);
  t.regex(wrong.text, /--status-token-file \S+short: its first line must be 16 to 1000 characters/);
  t.regex(wrong.text, /none\.pem/);
  t.false(wrong.text.includes('short\n'));
  const missing = await check('--status-token-file', join(directory, 'none'));
  t.regex(missing.text, /Cannot read the status token \S+: no such file/);
  const noCa = await check('--status-client-ca', client.keyPath);
  t.is(noCa.code, 78);
  const good = join(directory, 'good');
  await writeFile(good, `${TOKEN}\r\n`);
  t.is((await check('--status-token-file', good, '--status-client-ca', strangerCa.certPath)).code, 0);
  const isLog = await check('--status-token-file', good, '--log-file', good);
  t.regex(isLog.text, /--log-file \S+: must not be the file of --status-token-file/);
});
