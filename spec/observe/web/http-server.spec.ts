import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { connect as connectTls } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import { startStatusServer } from '../../../lib/observe/web/start-status-server.js';
import { createHttpServer, HTTP_LIMITS, MAX_CONNECTIONS } from '../../../lib/observe/web/http-server.js';
import { sendReply } from '../../../lib/observe/web/reply.js';
import { StatusModel } from '../../../lib/status/status-model.js';
import { testCertificates } from '../../support/certificates.js';
import { EventStream } from '../../support/event-stream.js';
import { nothingOpen } from '../../support/serving.js';
import { readyModel, startStatus, statusesOf } from '../../support/status-http.js';

/** A server with some limits changed. */
async function startLimited(t: ExecutionContext, changes: Partial<typeof HTTP_LIMITS>): Promise<number> {
  const server = createHttpServer(
    (_, response) => {
      sendReply(response, { type: 'text/plain', body: 'hello' });
    },
    null,
    { ...HTTP_LIMITS, ...changes },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Sends bytes, waits for the server to close, and returns the statuses of what came. */
async function statusesFor(port: number, bytes: string): Promise<number[]> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (piece: string) => (text += piece));
  socket.write(bytes);
  await once(socket, 'close');
  return statusesOf(text);
}

test('headers that do not come to an end get 408, and so does silence', async (t) => {
  const port = await startLimited(t, {
    headersTimeout: 20,
    requestTimeout: 30,
    connectionsCheckingInterval: 5,
  });
  t.deepEqual(await statusesFor(port, 'GET / HTTP/1.1\r\nHost: a\r\nX: '), [408]);
  t.deepEqual(await statusesFor(port, 'G'), [408]);
});

test('an idle connection is closed after its answer', async (t) => {
  const port = await startLimited(t, { keepAliveTimeout: 10 });
  t.deepEqual(await statusesFor(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'), [200]);
});

test('every limit of a connection is set', async (t) => {
  const server = createHttpServer(() => undefined, null);
  t.is(server.maxConnections, MAX_CONNECTIONS);
  t.is(server.maxHeadersCount, 0);
  t.is(server.headersTimeout, 10_000);
  t.is(server.requestTimeout, 15_000);
  t.is(server.keepAliveTimeout, 5_000);
  await Promise.resolve();
});

test('a status server that was closed leaves nothing open, whoever was connected', async (t) => {
  const { server, url, port } = await startStatus(t);
  const stream = await EventStream.open(url);
  const idle = connect(port, '127.0.0.1');
  await once(idle, 'connect');
  const half = connect(port, '127.0.0.1');
  half.write('GET / HTTP/1.1\r\nHo');
  await fetch(new URL('/livez', url));
  const gone = Promise.all([
    once(stream.response, 'close'),
    once(idle.resume(), 'close'),
    once(half.resume(), 'close'),
  ]);
  half.on('error', () => undefined);
  idle.on('error', () => undefined);
  await server.close();
  await gone;
  await server.close();
  await t.throwsAsync(fetch(new URL('/livez', url)));
});

test('a client of HTTPS that is no TLS client, or leaves in the handshake, harms nobody', async (t) => {
  const { server: own } = testCertificates();
  const tls = { cert: own.certPem, key: own.keyPem, ca: null };
  const { server, url, faults } = await startStatus(t, { tls });
  const port = Number(new URL(url).port);
  t.deepEqual(await statusesFor(port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'), []);
  const leaves = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  leaves.on('error', () => undefined);
  leaves.destroy();
  const good = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(good, 'secureConnect');
  t.true(['TLSv1.2', 'TLSv1.3'].includes(good.getProtocol() ?? ''));
  good.destroy();
  t.throws(
    () => {
      server.setCredentials({ ...tls, cert: 'nonsense' });
    },
    { code: 'unusable_certificate' },
  );
  server.setCredentials(tls);
  t.deepEqual(faults, []);
});

test('a place is one of this machine, or guarded', async (t) => {
  const model = new StatusModel({ version: '1', startedAt: 0 });
  const start = (place: string, more: object = {}): Promise<unknown> =>
    startStatusServer({ model, place, ...more });
  for (const place of ['', '9000', 'fd:3', 'localhost', 'localhost:70000', 'http://localhost:1/']) {
    await t.throwsAsync(start(place), { code: 'invalid_option', message: /must be HOST:PORT/ }, place);
  }
  for (const place of ['0.0.0.0:0', '[::]:0', '192.0.2.7:0', 'status.example:0']) {
    await t.throwsAsync(start(place), { code: 'invalid_option', message: /is not this machine/ }, place);
  }
  await t.throwsAsync(start('127.0.0.1:0', { token: 'short' }), {
    code: 'invalid_option',
    message: /^token: must be/,
  });
  await t.throwsAsync(start('unix:/nowhere/at/all'), {
    code: 'unusable_address',
    message: /no such directory/,
  });
  await t.throwsAsync(start('[2001:db8::1]:0', { token: 'correct-horse-battery' }), {
    code: 'unusable_address',
  });
});

test('localhost is every loopback address, on one port', async (t) => {
  const model = readyModel();
  await using server = await startStatusServer({ model, place: 'localhost:0' });
  t.regex(server.url, /^http:\/\/localhost:\d+\/$/);
  const { port } = new URL(server.url);
  t.is((await fetch(`http://127.0.0.1:${port}/livez`)).status, 200);
});

test.after('nothing is open in the end', async (t) => {
  await nothingOpen();
  t.pass();
});
