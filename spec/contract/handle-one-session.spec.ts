import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { PassThrough, type Duplex } from 'node:stream';
import { createServer, type ConnectionOptions, type TlsOptions, type TLSSocket } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import { EMPTY, Subject, throwError, type Observable } from 'rxjs';
import { ServiceError, TlslpError } from '../../lib/protocol/errors.js';
import { serverStopping } from '../../lib/protocol/failures.js';
import type { ServerConfig } from '../../lib/config/server-config.js';
import { handleOneSession } from '../../lib/contract/handle-one-session.js';
import type { SessionOptions } from '../../lib/server/session-of.js';
import { cryptoRandom } from '../../lib/server/random.js';
import type { RecordStore } from '../../lib/session/context.js';
import type { SessionEvent } from '../../lib/session/events.js';
import { testCertificates } from '../support/certificates.js';
import { connectClient, LineClient, NO_CERTIFICATE } from '../support/line-client.js';
import { testConfig } from '../support/serving.js';
import { connection } from '../support/streams.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

interface Heard {
  readonly events: SessionEvent[];
  readonly types: string[];
  readonly error: unknown;
}

/** All that a session tells, and how it ended: `error` is null where it completed. */
function hear(session: Observable<SessionEvent>): Promise<Heard> {
  const events: SessionEvent[] = [];
  const heard = (error: unknown): Heard => ({ events, types: events.map(({ type }) => type), error });
  return new Promise((resolve) => {
    session.subscribe({
      next: (event) => events.push(event),
      error: (error: unknown) => {
        resolve(heard(error));
      },
      complete: () => {
        resolve(heard(null));
      },
    });
  });
}

function pair(): { socket: Duplex; client: LineClient } {
  const { ours: socket, theirs } = connection();
  return { socket, client: new LineClient(theirs) };
}

const CONFIG: Partial<ServerConfig> = { bodyNames: ['COUNTRY'], requests: 1 };

function sessionOn(socket: Duplex, options: SessionOptions = {}, isSecure = false): Promise<Heard> {
  return hear(handleOneSession(isSecure, testConfig(certificates, CONFIG), socket, options));
}

const ONE_STEP = ['sent', 'received'];
const WHOLE = [
  ...['connected', ...ONE_STEP, ...ONE_STEP, 'work_accepted', ...ONE_STEP, 'answered', ...ONE_STEP],
  ...['done', 'closed'],
];

test('a whole session on any duplex stream, as its events', async (t) => {
  const { socket, client } = pair();
  const hearing = sessionOn(socket, { id: 'the one' });
  t.is(await client.converse(), 'DONE');
  client.socket.end();
  const { types, events, error } = await hearing;
  t.is(error, null);
  t.deepEqual(types, WHOLE);
  t.true(events.every(({ id }) => id === 'the one'));
  t.like(events.at(-1), { type: 'closed', graceful: true });
  t.true(socket.destroyed);
});

// lineWriter hands the line over before it says so: an answer from within write() is taken for an unasked line.
test('a client that answers before the writer is back is no early talker', async (t) => {
  const { ours: socket, theirs } = connection();
  const hearing = sessionOn(socket);
  theirs.on('data', (chunk: Buffer) => {
    if (String(chunk) === 'HELLO\n') theirs.write('HELLOBACK\n');
    else theirs.destroy();
  });
  const { types } = await hearing;
  t.deepEqual(types.slice(0, 4), ['connected', 'sent', 'received', 'sent']);
});

const fails = test.macro<[answer: string, name: string, code: string, line: string]>({
  exec: async (t, answer, name, code, line) => {
    const { socket, client } = pair();
    const hearing = sessionOn(socket);
    await client.next();
    client.send(answer);
    t.is(await client.next(), line);
    client.socket.end();
    const { types, error, events } = await hearing;
    t.deepEqual(types.slice(-2), ['failed', 'closed']);
    t.true(error instanceof TlslpError);
    t.like(error, { name, code });
    const failed = events.at(-2);
    t.like(failed, { type: 'failed', line, error });
  },
  title: (_, answer, __, code) =>
    `events first, then the error: ${code} for ${JSON.stringify(answer).slice(0, 20)}`,
});

test(fails, 'HELLO\n', 'ProtocolError', 'wrong_answer', 'FAIL receiving. Expected exactly HELLOBACK.');
test(
  fails,
  'HELLOBACK\r\n',
  'ProtocolError',
  'wrong_answer',
  'FAIL receiving. Expected exactly HELLOBACK. The line ended with CR LF: end it with LF alone.',
);
test(
  fails,
  'HELLOBACK\nHELLOBACK\n',
  'ProtocolError',
  'unsolicited_line',
  'FAIL receiving. A line came that no command asked for.',
);
test(
  fails,
  'x'.repeat(1000),
  'ProtocolError',
  'line_too_long',
  'FAIL receiving. The line is longer than 1000 bytes with its LF.',
);

test('a client that leaves: failed without a line, then disconnected', async (t) => {
  const { socket, client } = pair();
  const hearing = sessionOn(socket);
  await client.until('COUNTRY');
  client.socket.end();
  const { events, error } = await hearing;
  t.like(error, { name: 'TransportError', code: 'disconnected' });
  t.like(events.at(-2), { type: 'failed', step: 'COUNTRY', outcome: 'disconnected', line: null });
});

test('a socket that is dead already: failed, then the error', async (t) => {
  const { types, error } = await sessionOn(new PassThrough().destroy());
  t.deepEqual(types, ['connected', 'failed', 'closed']);
  t.like(error, { code: 'disconnected' });
});

test('unsubscribing destroys the socket', async (t) => {
  const { socket, client } = pair();
  const subscription = handleOneSession(false, testConfig(certificates), socket).subscribe();
  await client.next();
  subscription.unsubscribe();
  t.true(socket.destroyed);
});

test('nothing happens before somebody subscribes', async (t) => {
  const { socket, client } = pair();
  handleOneSession(false, testConfig(certificates), socket);
  await new Promise(setImmediate);
  t.deepEqual(client.lines, []);
  t.deepEqual(socket.eventNames(), pair().socket.eventNames());
});

test('the random source draws the session', async (t) => {
  const { socket, client } = pair();
  const config = testConfig(certificates, { ...CONFIG, token: null, randomString: null });
  const random = { ...cryptoRandom, string: (characters: number) => 'x'.repeat(characters) };
  const hearing = hear(handleOneSession(false, config, socket, { random }));
  t.is(await client.until('WORK'), `WORK ${'x'.repeat(64)} 1`);
  client.socket.destroy();
  await hearing;
});

test('a random source that fails is an error, and closes the socket', async (t) => {
  const { socket } = pair();
  const reason = new Error('no entropy');
  const string = (): string => {
    throw reason;
  };
  const config = testConfig(certificates, { token: null });
  const { error, types } = await hear(
    handleOneSession(false, config, socket, { random: { ...cryptoRandom, string } }),
  );
  t.is(error, reason);
  t.deepEqual(types, []);
  t.true(socket.destroyed);
});

// Keeping

function recordStore(changes: Partial<RecordStore> = {}): RecordStore & { readonly seen: string[] } {
  const seen: string[] = [];
  return {
    seen,
    observe: ({ type }) => seen.push(type),
    commit: () => EMPTY,
    ...changes,
  };
}

test('the record store sees every event, and DONE waits for it', async (t) => {
  const { socket, client } = pair();
  const kept = new Subject<never>();
  const asked: string[][] = [];
  const keeping = recordStore({
    commit: (id) => {
      asked.push([id, ...keeping.seen]);
      return kept;
    },
  });
  const hearing = sessionOn(socket, { id: 'a', recordStore: keeping });
  await client.until('COUNTRY');
  client.send(`28295607f05351eb24707046f3fa046e8a7afdabb32e6f0fba3de596cbf7c27b Chad\n`);
  while (asked.length === 0) await new Promise(setImmediate);
  t.deepEqual(asked, [['a', ...WHOLE.slice(0, 9)]]);
  await new Promise(setImmediate);
  t.not(client.lines.at(-1), 'DONE');
  kept.complete();
  t.is(await client.next(), 'DONE');
  client.send('OK\n').socket.end();
  const { types } = await hearing;
  t.deepEqual(types, [...WHOLE.slice(0, 9), 'committed', ...WHOLE.slice(9)]);
  t.deepEqual(keeping.seen, types);
});

const cannotKeep = test.macro<[what: string, changes: Partial<RecordStore>, code: string, line: string]>({
  exec: async (t, _, changes, code, line) => {
    const { socket, client } = pair();
    const hearing = sessionOn(socket, { recordStore: recordStore(changes) });
    t.is(await client.converse(), line);
    client.socket.end();
    const { error, types } = await hearing;
    t.like(error, { name: 'ServiceError', code });
    t.false(client.lines.includes('DONE'));
    t.deepEqual(types.slice(-2), ['failed', 'closed']);
  },
  title: (_, what) => `no DONE where ${what}`,
});

const throws = (message: string) => (): never => {
  throw new Error(message);
};
test(
  cannotKeep,
  'the record store cannot keep',
  {
    commit: () =>
      throwError(() => new ServiceError('not_durable', 'Server could not keep the answers: disk full.')),
  },
  'not_durable',
  'FAIL Server could not keep the answers: disk full.',
);
test(cannotKeep, 'keep throws', { commit: throws('secret') }, 'internal_error', 'FAIL Server error.');
test(
  cannotKeep,
  'keep fails with a foreign error',
  { commit: () => throwError(() => new Error('secret')) },
  'internal_error',
  'FAIL Server error.',
);
test(
  cannotKeep,
  'the record store throws at what it sees',
  { observe: throws('secret') },
  'not_durable',
  'FAIL Server could not keep the answers: its record store failed.',
);

// Stopping

test('stopped ends a session wherever it stands', async (t) => {
  const { socket, client } = pair();
  const stopped = new Subject<ServiceError>();
  const hearing = sessionOn(socket, { stopped });
  await client.until('COUNTRY');
  stopped.next(serverStopping());
  t.is(await client.next(), 'FAIL Server is stopping.');
  client.socket.end();
  t.like((await hearing).events.at(-2), { step: 'COUNTRY', outcome: 'stopped' });
});

// Certificates

async function tlsPair(
  t: ExecutionContext,
  serverOptions: TlsOptions,
  clientOptions: ConnectionOptions = {},
): Promise<{ socket: TLSSocket; client: LineClient<TLSSocket> }> {
  const { server, ca } = certificates;
  const options = { cert: server.certPem, key: server.keyPem, ca: ca.certPem, ...serverOptions };
  const listener = createServer(options).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const connected = once(listener, 'secureConnection') as Promise<[TLSSocket]>;
  const client = await connectClient((listener.address() as AddressInfo).port, clientOptions);
  const [socket] = await connected;
  t.teardown(async () => {
    client.socket.destroy();
    listener.close();
    await once(listener, 'close');
  });
  return { socket, client };
}

test('secure: a client with a verified certificate has its session', async (t) => {
  const { socket, client } = await tlsPair(t, { requestCert: true });
  const hearing = sessionOn(socket, {}, true);
  t.is(await client.converse(), 'DONE');
  client.socket.end();
  const { types, events, error } = await hearing;
  t.is(error, null);
  t.deepEqual(types, WHOLE);
  t.like(events[0], { type: 'connected', peer: { client: { subject: { CN: 'Test client' } } } });
});

const refused = test.macro<[what: string, server: TlsOptions, client: () => ConnectionOptions]>({
  exec: async (t, _, serverOptions, clientOptions) => {
    const { socket, client } = await tlsPair(t, serverOptions, clientOptions());
    const { types, error } = await sessionOn(socket, {}, true);
    t.like(error, { name: 'TransportError', code: 'no_client_certificate' });
    t.deepEqual(types, []);
    t.true(socket.destroyed);
    await client.closed;
    t.deepEqual(client.lines, []);
  },
  title: (_, what) => `secure: refused, ${what}`,
});

const LENIENT: TlsOptions = { requestCert: true, rejectUnauthorized: false };
test(refused, 'nobody asked for a certificate', {}, () => ({}));
test(refused, 'no certificate', LENIENT, () => NO_CERTIFICATE);
test(refused, "a stranger's certificate", LENIENT, () => ({
  cert: certificates.strangerClient.certPem,
  key: certificates.strangerClient.keyPem,
}));
test(refused, 'an expired certificate', LENIENT, () => ({
  cert: certificates.expiredClient.certPem,
  key: certificates.expiredClient.keyPem,
}));

test('secure: refused, a stream that is no TLS socket', async (t) => {
  const { socket } = pair();
  const { error } = await sessionOn(socket, {}, true);
  t.like(error, { code: 'no_client_certificate' });
  t.true(socket.destroyed);
});

test('not secure: a TLS socket that was lost meanwhile is a failed session, no more', async (t) => {
  const { socket } = await tlsPair(t, {});
  socket.destroy();
  await new Promise((resolve) => socket.on('close', resolve));
  const { types, error } = await sessionOn(socket);
  t.deepEqual(types, ['connected', 'failed', 'closed']);
  t.like(error, { code: 'disconnected' });
});
