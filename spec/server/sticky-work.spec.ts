import test, { type ExecutionContext } from 'ava';
import { MemoryWorkStore } from '../../lib/work/sticky/memory-work-store.js';
import { completeConfig, type ServerConfig } from '../../lib/config/server-config.js';
import { stickyWorkOf } from '../../lib/server/sticky-work.js';
import type { ClientCertificate } from '../../lib/session/events.js';
import { DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import { testCertificates } from '../support/certificates.js';
import { connectClient, NO_CERTIFICATE, type TlsLineClient } from '../support/line-client.js';
import { startServing, type Serving } from '../support/serving.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

const STICKY: Partial<ServerConfig> = { token: null, nBits: 4 };

interface Worker {
  readonly client: TlsLineClient;
  /** The line of WORK. */
  readonly work: string;
}

async function toWork(t: ExecutionContext, serving: Serving, options = {}): Promise<Worker> {
  const client = await connectClient(await serving.port(), options);
  t.teardown(() => client.close());
  return { client, work: await client.until('WORK') };
}

/** Cuts the connection, and waits until the server knows. */
async function cut(serving: Serving, { client }: Worker): Promise<void> {
  const { id } = await serving.first('connected', ({ peer }) => peer.remote?.port === client.localPort);
  await client.close();
  await serving.first('closed', (event) => event.id === id);
}

test('a client that was cut off gets its work again, and finishes with it at once', async (t) => {
  const serving = await startServing(t, STICKY);
  const first = await toWork(t, serving);
  await cut(serving, first);
  const second = await toWork(t, serving);
  t.is(second.work, first.work);
  second.client.answer(second.work);
  t.is(await second.client.converse(), 'DONE');
  const { id } = await serving.first('done');
  t.deepEqual(
    serving.of('work_accepted').map((event) => [event.id, event.resumed]),
    [[id, true]],
  );
  const third = await toWork(t, serving);
  t.not(third.work, second.work, 'it is spent');
});

test('connections at once have work of their own, and so has another certificate', async (t) => {
  const serving = await startServing(t, STICKY);
  const { certPem: cert, keyPem: key } = certificates.oddClient;
  const workers = [
    await toWork(t, serving),
    await toWork(t, serving),
    await toWork(t, serving, { cert, key }),
  ];
  t.is(new Set(workers.map(({ work }) => work)).size, 3);
  for (const worker of workers) await cut(serving, worker);
  const again = [await toWork(t, serving), await toWork(t, serving)];
  t.deepEqual(
    again.map(({ work }) => work),
    workers.slice(0, 2).map(({ work }) => work),
  );
});

test('after a wrong suffix there is new work', async (t) => {
  const serving = await startServing(t, { ...STICKY, nBits: 60 });
  const { client, work } = await toWork(t, serving);
  client.say('wrong');
  t.deepEqual(await client.rest(), ['FAIL Invalid suffix returned from client.']);
  t.not((await toWork(t, serving)).work, work);
});

test('the suffix of one connection is of no use on another', async (t) => {
  const serving = await startServing(t, { ...STICKY, nBits: 16 });
  const [one, other] = [await toWork(t, serving), await toWork(t, serving)];
  one.client.answer(one.work);
  t.is(await one.client.converse(), 'DONE');
  other.client.say(one.client.suffix);
  t.is(await other.client.next(), 'FAIL Invalid suffix returned from client.');
});

test('its n_bits stay, while new work has those of a reload; --no-sticky-work is a reload away', async (t) => {
  const store = new MemoryWorkStore();
  const serving = await startServing(t, STICKY, { workStore: store });
  const first = await toWork(t, serving);
  t.is(store.held, 1);
  await cut(serving, first);
  t.is(store.held, 0);
  const changed = await startServing(t, { ...STICKY, nBits: 7 }, { workStore: store });
  const second = await toWork(t, changed);
  t.is(second.work, first.work);
  t.regex((await toWork(t, changed)).work, / 7$/);
  await cut(changed, second);
  const off = await startServing(t, { ...STICKY, stickyWork: false }, { workStore: store });
  t.not((await toWork(t, off)).work, first.work);
});

test('a stop leaves the work to the next server', async (t) => {
  const store = new MemoryWorkStore();
  const serving = await startServing(t, { ...STICKY, drainTimeout: 0 }, { workStore: store });
  const { client, work } = await toWork(t, serving);
  await serving.end();
  t.deepEqual(await client.rest(), ['FAIL Server is stopping.']);
  t.is((await toWork(t, await startServing(t, STICKY, { workStore: store }))).work, work);
});

test('without a certificate there is new work each time', async (t) => {
  const serving = await startServing(t, { ...STICKY, insecure: true, caCert: 'nowhere' });
  const { port } = await serving.first('listening');
  const works: string[] = [];
  for (let n = 0; n < 2; n++) {
    const client = await connectClient(port, NO_CERTIFICATE);
    works.push(await client.until('WORK'));
    await client.close();
  }
  t.is(new Set(works).size, 2);
});

const CLIENT: ClientCertificate = {
  subject: { CN: 'Ada' },
  issuer: { CN: 'CA' },
  serialNumber: '01',
  fingerprint256: 'AA',
};

const isSticky = test.macro({
  exec: (t, expected: boolean, changes: Partial<ServerConfig>, client: ClientCertificate | null = CLIENT) => {
    const store = new MemoryWorkStore();
    const work = stickyWorkOf(completeConfig(changes), { remote: null, client, tls: null }, store);
    t.is(work !== undefined, expected);
    if (work !== undefined) t.deepEqual(work, { store, certificate: '01 {"CN":"CA"}', lifetime: 240 });
  },
  title: (title) => title ?? '',
});

test('work is sticky by default, for twice its deadline', isSticky, true, { workTimeout: 120 });
test('not with --no-sticky-work', isSticky, false, { stickyWork: false });
test('not with a fixed token', isSticky, false, { token: DEFAULT_TOKEN });
test('not in the tutorial', isSticky, false, { tutorial: true });
test('not without a certificate', isSticky, false, {}, null);
test('not without a store', (t) => {
  t.is(stickyWorkOf(completeConfig(), { remote: null, client: CLIENT, tls: null }, undefined), undefined);
});
