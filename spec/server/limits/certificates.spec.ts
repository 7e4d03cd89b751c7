import test from 'ava';
import { completeConfig } from '../../../lib/config/server-config.js';
import { testCertificates } from '../../support/certificates.js';
import { connectClient, wholeSession, type TlsLineClient } from '../../support/line-client.js';
import { startServer } from '../../../lib/server/start-server.js';
import { nothingOpen, startServing, testConfig } from '../../support/serving.js';

// Limits after TLS, over real TLS: by certificate.

const certificates = testCertificates();
test.after.always(certificates.cleanup);

const OTHER = { identity: certificates.oddClient };
const TOO_MANY = 'FAIL This certificate has too many sessions at once: at most 2.';

test.serial('a certificate has so many sessions at once, and the next is told why', async (t) => {
  const records: string[] = [];
  const recordStore = {
    observe: ({ id }: { id: string }) => records.push(id),
    commit: () => {
      throw new Error('nobody gets that far');
    },
  };
  const serving = await startServing(t, { maxPerCertificate: 2 }, { recordStore });
  const port = await serving.port();
  const held = [await connectClient(port), await connectClient(port)];
  for (const client of held) await client.until('HELLO');
  const third = await connectClient(port);
  t.deepEqual(await third.rest(), [TOO_MANY]);
  t.deepEqual(await third.closed, { ended: true, errorCode: null });
  t.like(await serving.refusalOf(third.localPort), { reason: 'too_many_sessions', count: 1 });
  const another = await connectClient(port, OTHER);
  t.is(await another.next(), 'HELLO');
  await held[0]?.close();
  await serving.first('closed');
  const fourth = await connectClient(port);
  t.is(await fourth.next(), 'HELLO');
  for (const client of [...held, another, fourth]) await client.close();
  await serving.end();
  // A refused client has no session, and so no record.
  t.is(new Set(records).size, 4);
  t.is(serving.of('connected').length, 4);
  await nothingOpen();
});

test.serial('a reload changes the limit for who comes next', async (t) => {
  const config = testConfig(certificates, { maxPerCertificate: 1 });
  await using server = await startServer(config);
  const first = await connectClient(server.port);
  await first.until('HELLO');
  t.regex(String(await (await connectClient(server.port)).next()), /^FAIL .* at most 1\.$/);
  await server.reload({ ...config, maxPerCertificate: 2 });
  const second = await connectClient(server.port);
  t.is(await second.next(), 'HELLO');
  t.regex(String(await (await connectClient(server.port)).next()), /^FAIL .* at most 2\.$/);
  for (const client of [first, second]) await client.close();
});

test.serial('one that is refused can be sending, and still reads why', async (t) => {
  const serving = await startServing(t, { maxPerCertificate: 2 });
  const port = await serving.port();
  const held = [await connectClient(port), await connectClient(port)];
  for (const client of held) await client.until('HELLO');
  const eager = await connectClient(port);
  for (let n = 0; n < 8; n++) eager.send(Buffer.alloc(100_000, 'x'));
  t.deepEqual(await eager.rest(), [TOO_MANY]);
  for (const client of [...held, eager]) await client.close();
  await serving.end();
  await nothingOpen();
});

test.serial('tries of an hour', async (t) => {
  const serving = await startServing(t, { triesPerHour: 2, maxPerCertificate: 0 });
  const port = await serving.port();
  for (let n = 0; n < 2; n++) t.true((await wholeSession(port, () => 'x')).done);
  const third = await connectClient(port);
  t.deepEqual(await third.rest(), [
    'FAIL This certificate began too many sessions: at most 2 an hour. Try again in 60 min.',
  ]);
  t.like(await serving.refusalOf(third.localPort), { reason: 'too_many_tries' });
  t.true((await wholeSession(port, () => 'x', OTHER)).done);
  await serving.end();
  await nothingOpen();
});

test.serial('without certificates, the address counts', async (t) => {
  const serving = await startServing(t, { insecure: true, maxPerAddress: 1, maxPerCertificate: 4 });
  const port = await serving.port();
  const insecure = { identity: null };
  const held = await connectClient(port, insecure);
  t.is(await held.next(), 'HELLO');
  const second = await connectClient(port, insecure);
  t.deepEqual(await second.rest(), ['FAIL This address has too many sessions at once: at most 1.']);
  t.like(await serving.refusalOf(second.localPort), { reason: 'too_many_from_address' });
  t.true((await wholeSession(port, () => 'x', { ...insecure, localAddress: '127.0.0.2' })).done);
  await held.close();
  await serving.end();
  await nothingOpen();
});

const { maxHandshakes, maxHandshakesPerAddress, handshakeRate, handshakeBurst, maxPerCertificate } =
  completeConfig();

test.serial(
  '300 connections of one certificate at once, with the default limits: another is served meanwhile',
  async (t) => {
    const serving = await startServing(t, {
      ...{ maxHandshakes, maxHandshakesPerAddress, handshakeRate, handshakeBurst, maxPerCertificate },
    });
    const port = await serving.port();
    const greedy = Array.from({ length: 300 }, () => connectClient(port, { localAddress: '127.0.0.2' }));
    const honest = await Promise.all(Array.from({ length: 3 }, () => wholeSession(port, () => 'x', OTHER)));
    t.true(honest.every(({ done }) => done));
    const connections = await Promise.all(greedy);
    // Whoever is not refused before TLS is refused after it, but for four.
    const begun: TlsLineClient[] = [];
    await Promise.all(
      connections.map(async (client) => {
        if ((await client.next()) === 'HELLO') begun.push(client);
        else await client.close();
      }),
    );
    t.is(begun.length, 4);
    t.true((await wholeSession(port, () => 'x', OTHER)).done);
    for (const client of begun) await client.close();
    await serving.end();
    t.is(serving.of('refused').length, 296);
    await nothingOpen();
  },
);

test.serial(
  '300 connections of one certificate that all finish their handshake, from the address of the other',
  async (t) => {
    const serving = await startServing(t, { maxHandshakes, maxHandshakesPerAddress, maxPerCertificate });
    const port = await serving.port();
    const open: TlsLineClient[] = [];
    let refusedBefore = 0;
    for (let n = 0; n < 20; n++) {
      const batch = await Promise.all(Array.from({ length: 15 }, () => connectClient(port)));
      // They stay, and read nothing: the server waits for none of them.
      for (const client of batch) client.socket.pause();
      open.push(...batch);
      if (n % 5 === 0) t.true((await wholeSession(port, () => 'x', OTHER)).done);
      refusedBefore = serving.of('refused').length;
    }
    t.true(refusedBefore > 250);
    t.true((await wholeSession(port, () => 'x', OTHER)).done);
    for (const client of open) await client.close();
    await serving.end();
    t.deepEqual([...new Set(serving.of('refused').map(({ reason }) => reason))], ['too_many_sessions']);
    t.is(serving.of('refused').length, 296);
    await nothingOpen();
  },
);
