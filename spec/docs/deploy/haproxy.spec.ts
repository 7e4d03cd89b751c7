import test, { type ExecutionContext } from 'ava';
import { setTimeout as delay } from 'node:timers/promises';
import { testCertificates } from '../../support/certificates.js';
import { DeployedHaproxy, isUp } from '../../support/deployed/haproxy.js';
import { withHaproxy } from '../../support/haproxy.js';
import { connectClient, wholeSession, type TlsLineClient } from '../../support/line-client.js';
import { startServed, type Served } from './pair.js';

// The documented haproxy.cfg in front of real servers.

test.after.always(() => {
  testCertificates().cleanup();
});

if (withHaproxy === test.skip)
  console.log('skipped: haproxy is not installed, so its documented configuration is not tried');

interface Pair {
  readonly a: Served;
  readonly b: Served;
  readonly haproxy: DeployedHaproxy;
}

async function startPair(t: ExecutionContext, ofA: readonly string[] = []): Promise<Pair> {
  const [a, b] = [await startServed(t, ofA), await startServed(t)];
  return { a, b, haproxy: await DeployedHaproxy.start(t, { a, b }) };
}

const value = (): string => 'an answer';

/** A session that waits in WORK on `a`, as long as `b` takes none. */
async function waitingOnA({ haproxy }: Pair): Promise<TlsLineClient> {
  await haproxy.tell('set server tlslp_servers/b state maint');
  const client = await connectClient(haproxy.port);
  await client.until('WORK');
  await haproxy.tell('set server tlslp_servers/b state ready');
  await haproxy.untilServers(([, b]) => isUp(b));
  return client;
}

/** Some whole sessions, which are all to be `b`'s. */
async function someMore(t: ExecutionContext, { haproxy, b }: Pair): Promise<void> {
  const before = (await b.records()).length;
  for (let n = 0; n < 4; n++) t.true((await wholeSession(haproxy.port, value)).done);
  t.is((await b.records()).length, before + 4);
}

async function finish(t: ExecutionContext, client: TlsLineClient, { a }: Pair): Promise<void> {
  client.answer(client.lines.at(-1) ?? '');
  t.is(await client.converse(value), 'DONE');
  await client.rest();
  t.true((await a.records()).some(({ outcome }) => outcome === 'done'));
}

withHaproxy(
  'a session through HAProxy: the record has its true address, and the id of HAProxy',
  async (t) => {
    const { haproxy, a, b } = await startPair(t);
    t.true((await wholeSession(haproxy.port, value, { localAddress: '127.0.0.5' })).done);
    const [record] = [...(await a.records()), ...(await b.records())];
    t.is(record?.remote?.address, '127.0.0.5');
    const [, port, way, id] = await haproxy.logged(/^127\.0\.0\.5:(\d+) .* (..) \S+ \S+ (\S+)$/m);
    t.is(record?.remote?.port, Number(port));
    t.is(way, '--');
    t.is(record?.proxy?.uniqueId, id);
  },
);

withHaproxy('a server that is not ready gets no new sessions, and the one that it has goes on', async (t) => {
  const pair = await startPair(t, ['--max-sessions', '1']);
  const client = await waitingOnA(pair);
  await pair.haproxy.untilServers(([a, b]) => a.startsWith('DOWN') && isUp(b));
  await someMore(t, pair);
  await finish(t, client, pair);
  await pair.haproxy.untilServers(([a]) => isUp(a));
});

withHaproxy('nobody notices a server that stops and drains', async (t) => {
  const pair = await startPair(t, ['--drain-timeout', '600']);
  const client = await waitingOnA(pair);
  pair.a.program.signal('SIGTERM');
  await someMore(t, pair);
  await finish(t, client, pair);
  t.is((await pair.a.program.ended).code, 0);
});

withHaproxy('a server is drained by a word to HAProxy', async (t) => {
  const pair = await startPair(t);
  const client = await waitingOnA(pair);
  t.is(await pair.haproxy.tell('set server tlslp_servers/a state drain'), '');
  await someMore(t, pair);
  t.is((await pair.haproxy.states())[0], 'DRAIN');
  await finish(t, client, pair);
});

withHaproxy('a reload of HAProxy keeps a session in WORK, and refuses nobody', async (t) => {
  const pair = await startPair(t);
  const { haproxy } = pair;
  const client = await waitingOnA(pair);
  await haproxy.reload();
  t.is((await haproxy.workers()).length, 2, 'the old process goes on with its session');
  t.true((await wholeSession(haproxy.port, value)).done);
  await finish(t, client, pair);
  while ((await haproxy.workers()).length > 1) await delay(50);
});

withHaproxy('an address has so many connections at once, and no more', async (t) => {
  const [a, b] = [await startServed(t), await startServed(t)];
  const changes = { 'sc0_conn_cur gt 512': 'sc0_conn_cur gt 2' };
  const haproxy = await DeployedHaproxy.start(t, { a, b }, changes);
  const clients = [await connectClient(haproxy.port), await connectClient(haproxy.port)];
  for (const client of clients) await client.until('WORK');
  const third = await connectClient(haproxy.port);
  t.is(await third.next(), null);
  t.regex(
    await haproxy.metrics(),
    /^haproxy_frontend_denied_connections_total\{proxy="tlslp"\} 1$/m,
    'which the page says where to find',
  );
  const elsewhere = await connectClient(haproxy.port, { localAddress: '127.0.0.6' });
  await elsewhere.until('WORK');
  for (const client of [...clients, elsewhere]) await client.close();
});
