import test, { type ExecutionContext } from 'ava';
import { Subject } from 'rxjs';
import type { ServerConfig } from '../../lib/config/server-config.js';
import type { ServerEvent } from '../../lib/server/events.js';
import { startServer, type StartOptions, type TlslpServer } from '../../lib/server/start-server.js';
import { testCertificates } from '../support/certificates.js';
import { connectClient, connectRaw, connectToClosed } from '../support/line-client.js';
import { nothingOpen, testConfig } from '../support/serving.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

// Serial, because each test ends by looking at what the whole thread has open.

async function started(
  t: ExecutionContext,
  options: StartOptions = {},
  changes: Partial<ServerConfig> = {},
): Promise<TlslpServer> {
  const server = await startServer(testConfig(certificates, changes), options);
  t.teardown(() => server.close());
  return server;
}

/** All events from now on. */
function watch(server: TlslpServer): ServerEvent[] {
  const seen: ServerEvent[] = [];
  server.events.subscribe((event) => seen.push(event));
  return seen;
}

test.serial('it is bound when it resolves, tells what happens, and stops in order', async (t) => {
  const heard: string[] = [];
  const server = await started(
    t,
    { observers: [({ type }) => heard.push(type)] },
    { serverHost: 'localhost' },
  );
  t.deepEqual(server.addresses, ['127.0.0.1', '::1']);
  const seen = watch(server);
  let completed = false;
  server.events.subscribe({ complete: () => (completed = true) });
  const client = await connectClient(server.port);
  t.is(await client.converse(), 'DONE');
  await client.closed;
  await server.stop();
  t.true(completed);
  await t.throwsAsync(connectToClosed(server.port), { code: 'ECONNREFUSED' });
  t.deepEqual(heard, ['listening', ...seen.map(({ type }) => type)]);
  t.is(seen.filter(({ type }) => type === 'stopping').length, 1);
  await nothingOpen();
});

test.serial('it counts refusals and ends by their reason', async (t) => {
  const server = await started(t, {}, { otherTimeout: 0.2 });
  t.is(await (await connectClient(server.port)).converse(), 'DONE');
  await (
    await connectClient(server.port)
  ).closed;
  await (
    await connectClient(server.port, { identity: certificates.strangerClient })
  ).closed;
  await server.stop();
  t.deepEqual(
    server.counts.entries().filter(([, count]) => count > 0),
    [
      ['untrusted_certificate', 1],
      ['done', 1],
      ['timed_out', 1],
    ],
  );
});

test.serial('close is at once, and resolves when nothing is open', async (t) => {
  const server = await started(t);
  const seen = watch(server);
  const [working, silent] = await Promise.all([connectClient(server.port), connectRaw(server.port)]);
  await working.until('WORK');
  await server.close();
  await Promise.all([working.closed, silent.closed]);
  t.false(seen.some(({ type }) => type === 'stopping' || type === 'closed'));
  await t.notThrowsAsync(server.close());
  await server.closed;
  await nothingOpen();
});

test.serial('await using closes it', async (t) => {
  let port: number;
  {
    await using server = await startServer(testConfig(certificates));
    ({ port } = server);
    await (await connectClient(port)).until('HELLO');
  }
  await t.throwsAsync(connectToClosed(port), { code: 'ECONNREFUSED' });
  await nothingOpen();
});

test.serial('close in the middle of an orderly stop ends it', async (t) => {
  const server = await started(t, {}, { otherTimeout: 60 });
  const client = await connectClient(server.port);
  await client.until('HELLO');
  const seen = watch(server);
  const stopping = server.stop();
  t.is(seen.at(-1)?.type, 'stopping');
  await server.close();
  await stopping;
  await client.closed;
  await nothingOpen();
});

test.serial('the stop of the options works as ever', async (t) => {
  const stop = new Subject<void>();
  const server = await started(t, { stop });
  const seen = watch(server);
  stop.next();
  await server.closed;
  t.deepEqual(
    seen.map(({ type }) => type),
    ['stopping'],
  );
  await nothingOpen();
});

test.serial('the tutorial ends by itself', async (t) => {
  const server = await started(t, {}, { tutorial: true, tutorialSessions: 1 });
  t.is(await (await connectClient(server.port)).converse(), 'DONE');
  await server.closed;
  await nothingOpen();
});

test.serial('a start that fails is a rejection', async (t) => {
  await t.throwsAsync(startServer(testConfig(certificates, { serverCert: 'nowhere.pem' })), {
    name: 'ConfigError',
    code: 'unusable_certificate',
  });
  await t.throwsAsync(startServer(testConfig(certificates, { insecure: true, serverHost: 'example.com' })), {
    name: 'ConfigError',
    code: 'insecure_host',
  });
  await t.throwsAsync(startServer(testConfig(certificates, { serverHost: '192.0.2.1' })), {
    name: 'ConfigError',
    code: 'unusable_address',
  });
  await nothingOpen();
});

test.serial('a signal aborts the start: before it, and in it', async (t) => {
  const reason = new Error('changed my mind');
  const config = testConfig(certificates);
  await t.throwsAsync(startServer(config, { signal: AbortSignal.abort(reason) }), { is: reason });
  const aborting = new AbortController();
  const starting = startServer(config, { signal: aborting.signal });
  aborting.abort(reason);
  await t.throwsAsync(starting, { is: reason });
  // Whatever it does still, it does while another one starts and ends.
  await (await started(t)).close();
  await nothingOpen();
});

test.serial('a signal closes the server later', async (t) => {
  const aborting = new AbortController();
  const server = await started(t, { signal: aborting.signal });
  const client = await connectClient(server.port);
  await client.until('HELLO');
  const seen = watch(server);
  aborting.abort();
  await server.closed;
  await client.closed;
  t.deepEqual(seen, []);
  await nothingOpen();
});
