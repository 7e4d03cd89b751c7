import '../../../lib/certificates/reflect.js';
import test, { type ExecutionContext } from 'ava';
import { VirtualTimeScheduler } from 'rxjs';
import { issueLeaf, type Subject } from '../../../lib/certificates/issue.js';
import type { ServerConfig } from '../../../lib/config/server-config.js';
import type { ServerEvent } from '../../../lib/server/events.js';
import { startServer } from '../../../lib/server/start-server.js';
import { FollowedDifficulty } from '../../../lib/work/difficulty/followed-difficulty.js';
import { testCertificates, type PemFiles } from '../../support/certificates.js';
import { connectClient, type TlsLineClient } from '../../support/line-client.js';
import { nothingOpen, startServing, testConfig, type Serving } from '../../support/serving.js';

// The difficulty of a real server, whose clock is virtual: minutes pass at once, between the lines of its clients.

const certificates = testCertificates();
test.after.always(certificates.cleanup);

const RANGE = {
  nBits: { min: 2, max: 5 },
  nBitsTarget: 2,
  // In virtual time.
  workTimeout: 1_000_000,
  otherTimeout: 1_000_000,
} as const satisfies Partial<ServerConfig>;

async function participant(subject: Subject): Promise<PemFiles> {
  const issued = await issueLeaf(certificates.ca, { usage: 'client', subject });
  return { ...issued, certPath: '', keyPath: '' };
}

/** A server in virtual time. `pass` lets seconds pass. */
async function startVirtual(t: ExecutionContext, changes: Partial<ServerConfig> = {}) {
  const scheduler = new VirtualTimeScheduler();
  const serving = await startServing(t, { ...RANGE, ...changes }, { scheduler });
  const pass = (seconds: number): void => {
    scheduler.maxFrames = scheduler.frame + seconds * 1000;
    scheduler.flush();
    scheduler.frame = scheduler.maxFrames;
  };
  return { serving, pass };
}

/** Clients that were sent WORK, and leave it unanswered. */
async function inWork(
  serving: Pick<Serving, 'port'>,
  identities: readonly PemFiles[],
): Promise<TlsLineClient[]> {
  const port = await serving.port();
  return Promise.all(
    identities.map(async (identity) => {
      const client = await connectClient(port, { identity });
      await client.until('WORK');
      return client;
    }),
  );
}

/** The bits that the next client is asked for. */
async function bitsOf(serving: Serving, identity?: PemFiles): Promise<number> {
  const client = await connectClient(await serving.port(), identity === undefined ? {} : { identity });
  const line = await client.until('WORK');
  await client.close();
  await serving.first('closed', ({ peer }) => peer.remote?.port === client.localPort);
  return Number(line.split(' ')[2]);
}

function changesOf(events: readonly ServerEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'difficulty_changed'
      ? [`${event.from} -> ${event.to}: ${event.sessions} of ${event.target}, ${event.cause}`]
      : [],
  );
}

const group = (async () => Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((CN) => participant({ CN }))))();

test.serial(
  'sessions in WORK raise it a bit a minute, as far as they count, and it falls when they are done',
  async (t) => {
    const { serving, pass } = await startVirtual(t);
    t.is(await bitsOf(serving), 2);
    const clients = await inWork(serving, await group);
    pass(59);
    t.deepEqual(changesOf(serving.events), ['2 -> 3: 3 of 2, load']);
    t.is(await bitsOf(serving), 3);
    // Six are more than 2 and 4, and no more than the 8 that are fine at 4 bits.
    pass(3600);
    t.deepEqual(changesOf(serving.events).slice(1), ['3 -> 4: 5 of 4, load']);
    const [first] = clients;
    // Each has the work that it was asked for.
    t.regex(first?.lines.at(-1) ?? '', / 2$/);
    for (const client of clients) client.answer(client.lines.at(-1) ?? '');
    await serving.some('work_accepted', 6);
    pass(3600);
    t.deepEqual(changesOf(serving.events).slice(2), ['4 -> 3: 2 of 8, load', '3 -> 2: 1 of 4, load']);
    t.is(await bitsOf(serving), 2);
    for (const client of clients) await client.close();
    await serving.end();
    await nothingOpen();
  },
);

test.serial('all sessions of one certificate count as one, and who leaves counts no more', async (t) => {
  const { serving, pass } = await startVirtual(t);
  const [one, other, third] = await group;
  if (one === undefined || other === undefined || third === undefined) throw new Error('no participants');
  const clients = await inWork(serving, [one, one, one, one, one, one, one, other]);
  pass(3600);
  t.deepEqual(changesOf(serving.events), []);
  await clients.at(-1)?.close();
  await serving.first('closed');
  const more = await inWork(serving, [third, other]);
  await clients[0]?.close();
  pass(3600);
  t.deepEqual(changesOf(serving.events), ['2 -> 3: 3 of 2, load']);
  for (const client of [...clients, ...more]) await client.close();
  await serving.end();
  await nothingOpen();
});

test.serial('a client gets the bits of the first rule that fits, and counts only without one', async (t) => {
  const nBitsFor = ['cn=special:7', 'ou=practice:0', 'ou=course:8..9', 'san=email:a@example.org:1'];
  const { serving, pass } = await startVirtual(t, { nBitsFor });
  const special = await participant({ CN: 'special', OU: 'practice' });
  const practice = await Promise.all(['g', 'h', 'i', 'j'].map((CN) => participant({ CN, OU: 'practice' })));
  const course = await participant({ CN: 'k', OU: ['x', 'course'] });
  t.is(await bitsOf(serving, special), 7);
  t.is(await bitsOf(serving, practice[0]), 0);
  t.is(await bitsOf(serving, course), 8);
  t.is(await bitsOf(serving), 2);
  const practising = await inWork(serving, practice);
  pass(3600);
  t.deepEqual(changesOf(serving.events), []);
  const clients = await inWork(serving, await group);
  pass(3600);
  t.is(await bitsOf(serving), 4);
  // Two bits above its lowest would be above its highest.
  t.is(await bitsOf(serving, course), 9);
  t.is(await bitsOf(serving, special), 7);
  for (const client of [...practising, ...clients]) await client.close();
  await serving.end();
  await nothingOpen();
});

test.serial(
  'a plan that asks for bits of its own does not follow the load, and does not count',
  async (t) => {
    const scheduler = new VirtualTimeScheduler(undefined, 300_000);
    const serving = await startServing(t, RANGE, { scheduler, plan: () => ({ nBits: 1 }) });
    const clients = await inWork(serving, await group);
    scheduler.flush();
    t.deepEqual(changesOf(serving.events), []);
    for (const client of clients) await client.close();
    serving.unsubscribe();
    await nothingOpen();
  },
);

test.serial('a reload brings a range, another one, and takes it away', async (t) => {
  const scheduler = new VirtualTimeScheduler();
  const events: ServerEvent[] = [];
  const config = (changes: Partial<ServerConfig>) => testConfig(certificates, { ...RANGE, ...changes });
  await using server = await startServer(config({ nBits: 3, nBitsTarget: null }), {
    scheduler,
    observers: [(event) => events.push(event)],
  });
  // Not for long: each action of a virtual clock holds the next one, and the end of all goes down that chain.
  const pass = (seconds: number): void => {
    scheduler.maxFrames = scheduler.frame + seconds * 1000;
    scheduler.flush();
    scheduler.frame = scheduler.maxFrames;
  };
  const serving = { port: () => Promise.resolve(server.port) };
  pass(30);
  await server.reload(config({}));
  const clients = await inWork(serving, await group);
  pass(240);
  await server.reload(config({ nBits: { min: 1, max: 3 } }));
  t.deepEqual(changesOf(events), [
    '2 -> 3: 3 of 2, load',
    '3 -> 4: 5 of 4, load',
    '4 -> 3: 5 of 16, configured',
  ]);
  await server.reload(config({ nBits: 3, nBitsTarget: null }));
  pass(30);
  t.is(changesOf(events).length, 3);
  for (const client of clients) await client.close();
});

test.serial('another process can decide: what it tells holds', async (t) => {
  const scheduler = new VirtualTimeScheduler(undefined, 10_000);
  const difficulty = new FollowedDifficulty(2);
  const serving = await startServing(t, RANGE, { scheduler, difficulty });
  const clients = await inWork(serving, (await group).slice(0, 3));
  scheduler.flush();
  t.deepEqual(changesOf(serving.events), []);
  difficulty.follow({ from: 2, to: 5, sessions: 70, target: 60, cause: 'group' });
  t.deepEqual(changesOf(serving.events), ['2 -> 5: 70 of 60, group']);
  t.is(await bitsOf(serving), 5);
  for (const client of clients) await client.close();
  serving.unsubscribe();
  await nothingOpen();
});
