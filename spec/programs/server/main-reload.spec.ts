import { copyFile, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import { testCertificates } from '../../support/certificates.js';
import { connectClient, type LineClient } from '../../support/line-client.js';
import {
  logLines,
  readRecords,
  startServer,
  temporaryDirectory,
  type RunningServer,
} from '../../support/programs.js';
import { COVERED } from '../../support/uncovered-children.js';

// What an operator asks a running server for, by a signal.

const { ca, server, otherServer, client } = testCertificates();
test.after.always(() => {
  testCertificates().cleanup();
});

interface Stage extends RunningServer {
  readonly directory: string;
  readonly cert: string;
  readonly key: string;
  readonly records: string;
  readonly log: string;
}

/** A server whose certificate, key, log and records are files of the test. */
async function stage(t: ExecutionContext, args: readonly string[] = []): Promise<Stage> {
  const directory = await temporaryDirectory(t);
  const [cert, key, records, log] = ['cert.pem', 'key.pem', 'records.ndjson', 'server.log'].map((name) =>
    join(directory, name),
  ) as [string, string, string, string];
  await copyFile(server.certPath, cert);
  await copyFile(server.keyPath, key);
  const files = ['--server-cert', cert, '--server-key', key, '--records', records, '--log-file', log];
  const running = await startServer(t, [...files, ...args], { env: COVERED });
  return { ...running, directory, cert, key, records, log };
}

/** A client that looks at nothing of the server's name. */
function connectAnyName(port: number): Promise<LineClient<TLSSocket>> {
  const { certPem: cert, keyPem: key } = client;
  return connectClient(port, { cert, key, ca: ca.certPem, checkServerIdentity: () => undefined });
}

async function shownName(port: number): Promise<unknown> {
  const connected = await connectAnyName(port);
  await connected.until('HELLO');
  const name = connected.socket.getPeerCertificate().subject.CN;
  await connected.close();
  return name;
}

function count(text: string, pattern: RegExp): number {
  return text.match(new RegExp(pattern, 'g'))?.length ?? 0;
}

test('SIGHUP: a new certificate for new clients, and sessions under way go on', async (t) => {
  const { program, port, cert, key } = await stage(t);
  const working = await connectAnyName(port);
  const work = await working.until('WORK');
  t.is(await shownName(port), 'localhost');
  await copyFile(otherServer.certPath, cert);
  await copyFile(otherServer.keyPath, key);
  program.signal('SIGHUP');
  await program.printed(/\n\S+ Server reloaded\n/);
  t.is(await shownName(port), 'other.example');
  t.is(await working.answer(work).converse(), 'DONE');
  await working.rest();
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

test('SIGHUP with a bad certificate: one line that says why, the old one stays; the next good one counts', async (t) => {
  const { program, port, cert, key, log } = await stage(t);
  await copyFile(otherServer.certPath, cert);
  program.signal('SIGHUP');
  const [line] = await program.printed(/Reload rejected, nothing was changed: .*\n/);
  t.regex(line, /key\.pem does not match the certificate .*cert\.pem/);
  t.is(await shownName(port), 'localhost');
  await writeFile(cert, '');
  program.signal('SIGHUP');
  await program.printed(/Reload rejected, nothing was changed: .*contains no PEM certificate/);
  await copyFile(otherServer.certPath, cert);
  await copyFile(otherServer.keyPath, key);
  program.signal('SIGHUP');
  await program.printed(/\n\S+ Server reloaded\n/);
  t.is(await shownName(port), 'other.example');
  await program.stop();
  t.is(count(program.stdout, /Reload rejected/), 2);
  const logged = logLines(await readFile(log, 'utf8')).filter(({ msg }) => msg === 'reload rejected');
  t.deepEqual(
    logged.map(({ level }) => level),
    ['ERROR', 'ERROR'],
  );
});

test('a storm of SIGHUPs is one reload, and one of a server that stops is none', async (t) => {
  const { program, port } = await stage(t);
  const waiting = await connectAnyName(port);
  const hello = await waiting.until('HELLO');
  for (let n = 0; n < 50; n++) program.signal('SIGHUP');
  await program.printed(/\n\S+ Server reloaded\n/);
  program.signal('SIGTERM');
  await program.printed(/\n\S+ Server stopping/);
  for (let n = 0; n < 50; n++) program.signal('SIGHUP');
  t.is(await waiting.answer(hello).converse(), 'DONE');
  await waiting.rest();
  t.deepEqual(await program.ended, { code: 0, signal: null });
  t.is(count(program.stdout, /Server reloaded/), 1);
});

test("logrotate's move and signal lose no line and no answer", async (t) => {
  const { program, port, directory, log, records } = await stage(t);
  const whole = async (): Promise<void> => {
    const connected = await connectAnyName(port);
    t.is(await connected.converse(), 'DONE');
    await connected.rest();
  };
  await whole();
  for (const n of [1, 2]) {
    await rename(log, `${log}-${n}`);
    await rename(records, `${records}-${n}`);
    // Nobody has signalled yet: its DONE comes when the file is there again.
    const between = whole();
    program.signal('SIGHUP');
    await between;
    await program.until(() => count(program.stdout, /Server reloaded/) === n);
    await whole();
  }
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  const names = await readdir(directory);
  const logs = names.filter((name) => name.startsWith('server.log')).map((name) => join(directory, name));
  const lines = (await Promise.all(logs.map((path) => readFile(path, 'utf8')))).flatMap(logLines);
  t.is(logs.length, 3);
  t.is(lines.filter(({ msg }) => msg === 'session began').length, 5);
  t.is(lines.filter(({ msg }) => msg === 'session ended').length, 5);
  const kept = await Promise.all(
    names.filter((name) => name.startsWith('records')).map((name) => readRecords(join(directory, name))),
  );
  t.is(kept.length, 3);
  const outcomes = new Map(kept.flat().map(({ id, outcome }) => [id, outcome]));
  t.deepEqual([...outcomes.values()], ['done', 'done', 'done', 'done', 'done']);
  // One line each, and one more after the rotation.
  t.true(kept.every((list) => list.length > 0));
});

test('SIGUSR1 opens the log again, and no inspector', async (t) => {
  const { program, port, log } = await stage(t);
  await rename(log, `${log}.1`);
  program.signal('SIGUSR1');
  // The log is opened before the status is written.
  program.signal('SIGUSR2');
  await t.notThrowsAsync(shownName(port));
  await program.stop();
  t.true(logLines(await readFile(log, 'utf8')).some(({ msg }) => msg === 'session began'));
  t.notRegex(program.stderr, /Debugger/);
  t.is(count(program.stdout, /Server reloaded/), 0);
});

test('SIGUSR1 while nothing but Node has begun opens no inspector either', async (t) => {
  const { program } = await startServer(t, ['--no-records']);
  for (let n = 0; n < 20; n++) program.signal('SIGUSR1');
  await program.stop();
  t.notRegex(program.stderr, /Debugger/);
  await t.throwsAsync(
    new Promise((resolve, reject) => get('http://127.0.0.1:9229/json', resolve).on('error', reject)),
  );
});

test('SIGUSR2 logs one line of status', async (t) => {
  const { program, port } = await startServer(t, ['--no-records']);
  const first = await connectClient(port);
  await first.converse();
  await first.rest();
  const second = await connectClient(port);
  await second.until('WORK');
  program.signal('SIGUSR2');
  const line = await program.logged(({ msg }) => msg === 'status');
  t.like(line, {
    ...{ level: 'INFO', state: 'ready', open: 1, began: 2, done: 1, failed: 0, refused: 0 },
  });
  t.is(typeof line['uptime'], 'number');
  await second.close();
  await program.stop();
});
