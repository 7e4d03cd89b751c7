import { once } from 'node:events';
import { createServer, Socket, type AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { firstValueFrom, lastValueFrom, NEVER, of, Subject, toArray, VirtualTimeScheduler } from 'rxjs';
import type { ServerConfig } from '../../../lib/config/server-config.js';
import { headerOf } from '../../../lib/server/accept/header-of.js';
import { origin } from '../../../lib/server/accept/origin.js';
import { HeaderReader } from '../../../lib/server/accept/proxied.js';
import type { Located } from '../../../lib/server/accept/step.js';
import type { ServerEvent } from '../../../lib/server/events.js';
import { Handshakes } from '../../../lib/server/limits/handshakes.js';
import { Limits } from '../../../lib/server/limits/limits.js';
import { ReasonCounts } from '../../../lib/server/reason-counts.js';
import { MeteredSocket } from '../../../lib/server/traffic/metered-socket.js';
import { testCertificates } from '../../support/certificates.js';
import { connectRaw } from '../../support/line-client.js';
import { testConfig } from '../../support/serving.js';
import { headerFor, LOCAL, PROXY } from './proxy-headers.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

test('the bytes of the header do not make a silent client a busy one', (t) => {
  const handshakes = new Handshakes();
  const { length } = headerFor();
  const sent = (bytesRead: number): Socket => ({ bytesRead, destroy: () => undefined }) as unknown as Socket;
  const silent = handshakes.enter(sent(length), null, 0, length);
  const busy = handshakes.enter(sent(length + 1), null, 0, length);
  handshakes.evictIdleSince(0);
  t.deepEqual([silent.evicted, busy.evicted], [true, false]);
});

/** A reader of headers in virtual time, and a connection that it reads. */
async function reading(t: ExecutionContext, changes: Partial<ServerConfig> = {}) {
  const scheduler = new VirtualTimeScheduler();
  const config = testConfig(certificates, changes);
  const counts = new ReasonCounts();
  const now = (): number => scheduler.now();
  const limits = new Limits({ config: () => config, counts, now, clock: scheduler, memoryUse: () => 0 });
  const abandon = new Subject<void>();
  const reader = new HeaderReader({ abandon, config: () => config, counts, limits, now, scheduler });
  const listener = createServer().listen(0, PROXY);
  t.teardown(() => listener.close());
  await once(listener, 'listening');
  const accepted = once(listener, 'connection');
  const client = await connectRaw((listener.address() as AddressInfo).port);
  t.teardown(() => client.socket.destroy());
  const [socket] = (await accepted) as [Socket];
  const items: (Located | ServerEvent)[] = [];
  const subscription = reader.read(socket, { address: PROXY, port: 1 }).subscribe((item) => items.push(item));
  const passTo = (ms: number): void => {
    scheduler.maxFrames = ms;
    scheduler.flush();
  };
  return { client, socket, items, subscription, abandon, passTo };
}

const late = test.macro({
  exec: async (t, otherTimeout: number, ms: number, bytes: Buffer) => {
    const { client, socket, items, passTo } = await reading(t, { otherTimeout });
    if (bytes.length > 0) {
      client.send(bytes);
      await once(socket, 'readable');
    }
    passTo(ms - 1);
    t.deepEqual(items, []);
    passTo(ms);
    t.like(items.at(-1), { type: 'refused', reason: 'proxy_header_timeout' });
    t.true(socket.destroyed);
  },
  title: (title) => `the deadline of a header: ${title ?? ''}`,
});

test('5 seconds', late, 60, 5000, Buffer.alloc(0));
test('that of other steps, if it is shorter', late, 2, 2000, Buffer.alloc(0));
test('whatever came of it', late, 60, 5000, headerFor().subarray(0, 20));

test('a LOCAL connection that stays silent is closed at the deadline, without an event', async (t) => {
  const { client, socket, items, passTo } = await reading(t);
  client.send(LOCAL);
  await once(socket, 'readable');
  await new Promise(setImmediate);
  passTo(4999);
  t.false(socket.destroyed);
  passTo(5000);
  t.true(socket.destroyed);
  t.deepEqual(items, []);
});

for (const [how, stop] of [
  [
    'abandoned',
    ({ abandon }: Reading) => {
      abandon.next();
    },
  ],
  [
    'unsubscribed',
    ({ subscription }: Reading) => {
      subscription.unsubscribe();
    },
  ],
] as const) {
  test(`a connection that waits for its header is destroyed without an event when ${how}`, async (t) => {
    const waiting = await reading(t);
    stop(waiting);
    t.true(waiting.socket.destroyed);
    t.deepEqual(waiting.items, []);
  });
}

type Reading = Awaited<ReturnType<typeof reading>>;

test('what follows the header goes through a metered socket, too, which counts nothing else', async (t) => {
  const listener = createServer().listen(0, PROXY);
  t.teardown(() => listener.close());
  await once(listener, 'listening');
  const accepted = once(listener, 'connection');
  const client = await connectRaw((listener.address() as AddressInfo).port);
  const [socket] = (await accepted) as [Socket];
  client.send(Buffer.concat([headerFor(), Buffer.from('first')]));
  await firstValueFrom(headerOf(socket));
  const metered = new MeteredSocket(socket);
  const pieces: Buffer[] = [];
  metered.on('data', (piece: Buffer) => pieces.push(piece));
  await once(metered, 'data');
  client.socket.end('second');
  await once(metered, 'end');
  t.is(Buffer.concat(pieces).toString(), 'firstsecond');
  t.is(metered.bytesRead, 'firstsecond'.length);
  metered.destroy();
});

test('a connection over TCP that was reset before it was accepted leaves no trace where proxies are named', async (t) => {
  const itemsOf = async (
    proxyFrom: readonly string[],
    localAddress: string | undefined,
  ): Promise<unknown[]> => {
    const config = testConfig(certificates, { proxyFrom });
    const counts = new ReasonCounts();
    const now = (): number => 0;
    const limits = new Limits({ config: () => config, counts, now, clock: { now } });
    const socket = Object.defineProperty(new Socket(), 'localAddress', { value: localAddress });
    t.teardown(() => socket.destroy());
    const located = origin({ abandon: NEVER, config: () => config, counts, limits, now })(of({ socket }));
    const items = await lastValueFrom(located.pipe(toArray()));
    t.is(socket.destroyed, items.length === 0);
    return items.map((item) => ('type' in item ? item.type : item.remote));
  };
  t.deepEqual(await itemsOf([PROXY], '127.0.0.1'), []);
  t.deepEqual(await itemsOf([], '127.0.0.1'), ['accepted', null]);
  // Over a unix socket that is no proxy, nobody has an address.
  t.deepEqual(await itemsOf([PROXY], undefined), ['accepted', null]);
});

test('a connection that is lost before anybody reads it has ended', async (t) => {
  const socket = new Socket();
  socket.destroy();
  t.deepEqual(await firstValueFrom(headerOf(socket)), { kind: 'ended', isSilent: true });
});

test('who has read a header leaves no listener behind, nor who was stopped', async (t) => {
  const { client, socket, items, subscription } = await reading(t);
  const names = ['readable', 'end', 'close', 'error', 'data'] as const;
  const counts = (of: Socket): number[] => names.map((name) => of.listenerCount(name));
  const plain = new Socket();
  t.notDeepEqual(counts(socket), counts(plain));
  client.send(headerFor());
  while (items.length < 2) await new Promise(setImmediate);
  t.deepEqual(counts(socket), counts(plain));
  subscription.unsubscribe();
  t.false(socket.destroyed);
  socket.destroy();
  const stopped = await reading(t);
  stopped.subscription.unsubscribe();
  // One ignores late errors.
  t.deepEqual(
    counts(stopped.socket),
    counts(plain).map((count, at) => (names[at] === 'error' ? count + 1 : count)),
  );
});
