import { spawn } from 'node:child_process';
import { getEventListeners, once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TLSSocket, TlsOptions } from 'node:tls';
import test from 'ava';
import {
  firstValueFrom,
  lastValueFrom,
  map,
  NEVER,
  Subject,
  takeUntil,
  toArray,
  VirtualTimeScheduler,
} from 'rxjs';
import type { ClientRunEvent } from '../../lib/client/events.js';
import { runClient, type ClientRunConfig } from '../../lib/client/run.js';
import { sampleAnswers } from '../../lib/client/sample-answers.js';
import type { Solve } from '../../lib/client/context.js';
import { trailingZeroBits, workDigest } from '../../lib/protocol/digests.js';
import { completeConfig } from '../../lib/config/server-config.js';
import { handleOneSession } from '../../lib/contract/handle-one-session.js';
import type { SessionEvent } from '../../lib/session/events.js';
import { LINGER_DEADLINE_MS } from '../../lib/lines/close.js';
import { testCertificates } from '../support/certificates.js';
import { configOf } from './run-config.js';
import { says, startTlsServer } from '../support/scripted-server.js';

const certs = testCertificates();
test.after.always(certs.cleanup);

/** Counts up until it has a suffix: enough for a few bits. */
const solve: Solve = (token, nBits) => {
  let suffix = 0;
  while (trailingZeroBits(workDigest(token, String(suffix))) < nBits) suffix++;
  return Promise.resolve({ suffix: String(suffix), attempts: suffix + 1, seconds: 0 });
};

function tell(event: ClientRunEvent): string {
  switch (event.type) {
    case 'connected':
      return `connected ${event.protocol}`;
    case 'received':
    case 'replied':
      return `${event.type} ${event.line.replace(/[0-9a-f]{64}/, '…')}`;
    case 'failed':
      return `failed in ${event.step}: ${event.error.message}`;
    case 'closed':
      return `closed ${event.graceful ? 'in order' : 'torn down'}`;
    default:
      return event.type;
  }
}

interface Row {
  readonly server?: TlsOptions;
  readonly talk: (socket: TLSSocket) => void;
  readonly client?: Partial<ClientRunConfig>;
  /** The first events that it tells; all of them, where the last is `closed`. */
  readonly events: readonly string[];
}

const runs = test.macro(async (t, { server = {}, talk, client = {}, events }: Row) => {
  const { port, close } = await startTlsServer(certs, talk, server);
  const told = runClient(configOf(port, client), { solve, answers: sampleAnswers }).pipe(
    map(tell),
    toArray(),
  );
  try {
    const all = await lastValueFrom(told);
    t.deepEqual(events.at(-1)?.startsWith('closed') ? all : all.slice(0, events.length), events);
  } finally {
    await close();
  }
});

test('a whole session, to the end', runs, {
  talk: says('HELLO', 'WORK token 4', 'FULL_NAME abc', 'DONE'),
  events: [
    'connected TLSv1.3',
    'received HELLO',
    'replied HELLOBACK',
    'received WORK token 4',
    'solved',
    'replied 37',
    'received FULL_NAME abc',
    'replied … Robin Example',
    'received DONE',
    'replied OK',
    'done',
    'closed in order',
  ],
});
test('TLS 1.2, and no certificates', runs, {
  server: { maxVersion: 'TLSv1.2', requestCert: false },
  client: { insecure: true },
  talk: says('FAIL Not today.'),
  events: ['connected TLSv1.2', 'failed in HELLO: The server sent FAIL: Not today.', 'closed in order'],
});
test('two commands in one piece', runs, {
  talk: says('HELLO\nWORK token 4'),
  events: [
    'connected TLSv1.3',
    'received HELLO',
    'failed in HELLO: The server sent WORK before HELLO was answered.',
    'closed in order',
  ],
});
test('a server that leaves in the middle', runs, {
  talk: says('HELLO'),
  events: [
    'connected TLSv1.3',
    'received HELLO',
    'replied HELLOBACK',
    'failed in HELLO: The server left before DONE.',
    'closed in order',
  ],
});
test('a server that leaves at once: it may have been for our certificate', runs, {
  talk: (socket) => socket.resume().end(),
  events: [
    'connected TLSv1.3',
    `failed in HELLO: The server closed the connection before its first line; it may have refused the client certificate ${certs.client.certPath}.`,
    'closed in order',
  ],
});
test('a client of a stranger, refused by the server after the handshake', runs, {
  talk: () => {
    throw new Error('there is no session');
  },
  client: { clientCert: certs.strangerClient.certPath, privateKey: certs.strangerClient.keyPath },
  events: [
    'connected TLSv1.3',
    `failed in HELLO: The server closed the connection before its first line; it may have refused the client certificate ${certs.strangerClient.certPath}.`,
  ],
});

test('an expired certificate, refused after the handshake: the client knows why', async (t) => {
  const { port, close } = await startTlsServer(certs, () => undefined);
  const { certPath: clientCert, keyPath: privateKey } = certs.expiredClient;
  const events = await lastValueFrom(
    runClient(configOf(port, { clientCert, privateKey }), { solve, answers: sampleAnswers }).pipe(toArray()),
  );
  await close();
  const failed = events.find((event) => event.type === 'failed');
  t.regex(
    failed?.error.message ?? '',
    /may have refused the client certificate .*\. That certificate expired on \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/,
  );
});

const SERVER = completeConfig({
  workTimeout: 60,
  otherTimeout: 60,
  nBits: 8,
  bodyNames: ['FULL_NAME', 'EMAIL1', 'X'],
});

test('against the server of this package', async (t) => {
  const events: SessionEvent[] = [];
  const { port, close } = await startTlsServer(certs, (socket) => {
    handleOneSession(true, SERVER, socket).subscribe({
      next: (event) => events.push(event),
      error: (error: unknown) => t.fail(String(error)),
    });
  });
  const told = await lastValueFrom(
    runClient(configOf(port), { solve, answers: sampleAnswers }).pipe(toArray()),
  );
  await close();
  t.deepEqual(told.slice(-2).map(tell), ['done', 'closed in order']);
  const answered = events.filter((event) => event.type === 'answered');
  t.is(answered.length, 20);
  t.true(answered.every(({ name, value }) => value === sampleAnswers(name)));
  t.true(events.some(({ type }) => type === 'done'));
});

test('a wrong suffix is not sent: the server sees a client that leaves', async (t) => {
  const events: SessionEvent[] = [];
  const { port, close } = await startTlsServer(certs, (socket) => {
    handleOneSession(true, { ...SERVER, nBits: 64 }, socket).subscribe({
      next: (event) => events.push(event),
      error: () => undefined,
    });
  });
  const wrong: Solve = () => Promise.resolve({ suffix: 'wrong', attempts: 1, seconds: 0 });
  const told = runClient(configOf(port), { solve: wrong, answers: sampleAnswers }).pipe(map(tell), toArray());
  const lines = await lastValueFrom(told);
  await close();
  t.deepEqual(lines.slice(-2), [
    'failed in WORK: The solver returned a suffix that does not give 64 zero bits.',
    'closed in order',
  ]);
  t.deepEqual(
    events.flatMap((event) => (event.type === 'failed' ? [event.error.code] : [])),
    ['disconnected'],
  );
});

test('the solver of this package is there when none is given, and answers may take their time', async (t) => {
  const { port, close } = await startTlsServer(certs, says('HELLO', 'WORK token 8', 'FULL_NAME abc', 'DONE'));
  const answers = async (name: string) => Promise.resolve(`later ${name}`);
  const lines = await lastValueFrom(runClient(configOf(port), { answers }).pipe(map(tell), toArray()));
  await close();
  t.deepEqual(lines.slice(-5), [
    'replied … later FULL_NAME',
    'received DONE',
    'replied OK',
    'done',
    'closed in order',
  ]);
});

test('a signal stops the work and closes the connection', async (t) => {
  const { port, close } = await startTlsServer(certs, says('HELLO', 'WORK token 64'));
  const controller = new AbortController();
  let aborted = false;
  const endless: Solve = (_token, _nBits, { signal }) => {
    signal.addEventListener('abort', () => (aborted = true));
    controller.abort(new Error('enough'));
    return firstValueFrom(NEVER);
  };
  const { signal } = controller;
  const told = lastValueFrom(runClient(configOf(port), { solve: endless, answers: sampleAnswers, signal }));
  await t.throwsAsync(told, { message: 'enough' });
  await close();
  t.true(aborted);
  t.is(getEventListeners(signal, 'abort').length, 0);
});

test('time of a whole run comes from its scheduler, that of the last wait too', async (t) => {
  const sockets: TLSSocket[] = [];
  // Never ends its side.
  const talk = (socket: TLSSocket): void => {
    sockets.push(socket.resume());
    socket.write('FAIL Not today.\n');
  };
  const { port, close } = await startTlsServer(certs, talk, { allowHalfOpen: true });
  const scheduler = new VirtualTimeScheduler();
  const events: ClientRunEvent[] = [];
  const pass = (): void => {
    scheduler.flush();
  };
  await new Promise<void>((resolve, reject) => {
    runClient(configOf(port), { solve, answers: sampleAnswers, scheduler }).subscribe({
      next: (event) => {
        events.push(event);
        // Once our side has ended, too, the deadline passes.
        if (event.type === 'failed') setImmediate(pass);
      },
      error: reject,
      complete: resolve,
    });
  });
  for (const socket of sockets) socket.destroy();
  await close();
  t.deepEqual(
    events.map((event) => [tell(event), event.at]),
    [
      ['connected TLSv1.3', 0],
      ['failed in HELLO: The server sent FAIL: Not today.', 0],
      ['closed torn down', LINGER_DEADLINE_MS],
    ],
  );
});

test('unsubscribing stops the work and closes the connection', async (t) => {
  const { port, close } = await startTlsServer(certs, says('HELLO', 'WORK token 64'));
  const stop = new Subject<void>();
  let aborted = false;
  const endless: Solve = (_token, _nBits, { signal }) => {
    signal.addEventListener('abort', () => (aborted = true));
    queueMicrotask(() => {
      stop.next();
    });
    return firstValueFrom(NEVER);
  };
  const told = runClient(configOf(port), { solve: endless, answers: sampleAnswers }).pipe(
    takeUntil(stop),
    map(tell),
    toArray(),
  );
  t.deepEqual((await lastValueFrom(told)).at(-1), 'received WORK token 64');
  await close();
  t.true(aborted);
});

test('a server that is not ours refuses a stranger, and its alert is told', async (t) => {
  const server = spawn('openssl', [
    ...['s_server', '-accept', '127.0.0.1:0', '-tls1_3', '-Verify', '1', '-verify_return_error'],
    ...['-CAfile', certs.ca.certPath, '-cert', certs.server.certPath, '-key', certs.server.keyPath],
  ]);
  const closed = once(server, 'close');
  let port = 0;
  for await (const line of createInterface(server.stdout)) {
    port = Number(/^ACCEPT .*:(\d+)$/.exec(line)?.[1]);
    if (port > 0) break;
  }
  const { certPath: clientCert, keyPath: privateKey } = certs.strangerClient;
  const told = runClient(configOf(port, { host: '127.0.0.1', clientCert, privateKey }), {
    solve,
    answers: sampleAnswers,
  }).pipe(map(tell), toArray());
  const lines = await lastValueFrom(told);
  server.kill();
  await closed;
  t.is(
    lines[1],
    `failed in HELLO: The server refused the client certificate ${clientCert}: TLS alert "unknown ca".`,
  );
});
