import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { testCertificates } from '../../support/certificates.js';
import {
  clientHello,
  connectClient,
  connectRaw,
  LineClient,
  wholeSession,
} from '../../support/line-client.js';
import { nothingOpen, startServing } from '../../support/serving.js';

// Limits before TLS. 127.0.0.2 is another address of this machine.

const certificates = testCertificates();
test.after.always(certificates.cleanup);

/** A connection that is reset, perhaps before it knows that it was made. */
async function isReset(t: ExecutionContext, port: number, localAddress = '127.0.0.1'): Promise<void> {
  const client = new LineClient(connectTcp({ host: '127.0.0.1', port, localAddress }));
  t.deepEqual(await client.closed, { ended: false, errorCode: 'ECONNRESET' });
}

const other = { localAddress: '127.0.0.2' };
const served = async (port: number, options = {}): Promise<boolean> =>
  (await wholeSession(port, () => 'x', options)).done;

test.serial(
  'too many handshakes of one address: its next connection is reset, and others are served',
  async (t) => {
    const serving = await startServing(t, { maxHandshakesPerAddress: 3 });
    const port = await serving.port();
    const idle = await Promise.all([connectRaw(port), connectRaw(port), connectRaw(port)]);
    await serving.some('accepted', 3);
    await isReset(t, port);
    t.like(await serving.first('refused'), {
      reason: 'too_many_handshakes_from_address',
      remote: { address: '127.0.0.1' },
      count: 1,
    });
    t.true(await served(port, other));
    // The place is free as soon as one has left.
    idle[0].socket.destroy();
    await serving.first('refused', ({ reason }) => reason === 'closed_early');
    t.true(await served(port));
    for (const { socket } of idle) socket.destroy();
    await serving.end();
    await nothingOpen();
  },
);

test.serial('too many handshakes in all', async (t) => {
  const serving = await startServing(t, { maxHandshakes: 2 });
  const port = await serving.port();
  const idle = [await connectRaw(port), await connectRaw(port, '127.0.0.1', '127.0.0.2')];
  await serving.some('accepted', 2);
  await isReset(t, port, '127.0.0.3');
  t.like(serving.of('refused'), [{ reason: 'too_many_handshakes' }]);
  for (const { socket } of idle) socket.destroy();
  await serving.end();
  await nothingOpen();
});

test.serial('an address that connects too often', async (t) => {
  const serving = await startServing(t, { handshakeRate: 0.001, handshakeBurst: 2 });
  const port = await serving.port();
  t.true(await served(port));
  t.true(await served(port));
  await isReset(t, port);
  t.like(await serving.first('refused'), { reason: 'handshake_rate' });
  t.true(await served(port, other));
  await serving.end();
  await nothingOpen();
});

test.serial('all places taken: refused before TLS, and served when one is free', async (t) => {
  const serving = await startServing(t, { maxSessions: 2 });
  const port = await serving.port();
  const held = [await connectClient(port), await connectClient(port)];
  for (const client of held) await client.until('HELLO');
  await isReset(t, port);
  t.like(await serving.first('refused'), { reason: 'server_full', count: 1 });
  await held[0]?.close();
  await serving.first('closed');
  t.true(await served(port));
  await held[1]?.close();
  await serving.end();
  await nothingOpen();
});

test.serial('places in the handshake come free, however a handshake ends', async (t) => {
  const serving = await startServing(t, { maxHandshakes: 4, otherTimeout: 0.5 });
  const port = await serving.port();
  const hello = await clientHello();
  const garbage = async (): Promise<void> => {
    await (await connectRaw(port)).send('SSH-2.0-x\r\n').closed;
  };
  const reset = async (): Promise<void> => {
    const { socket } = await connectRaw(port);
    socket.write(hello.subarray(0, 100), () => socket.resetAndDestroy());
    await once(socket, 'close');
  };
  const stranger = async (): Promise<void> => {
    await (
      await connectClient(port, { identity: certificates.strangerClient })
    ).closed;
  };
  const silent = async (): Promise<void> => {
    await (
      await connectRaw(port)
    ).closed;
  };
  for (let round = 0; round < 4; round++) {
    await Promise.all([garbage(), reset(), stranger(), silent()]);
    t.true(await served(port));
  }
  // Four at once fit again.
  const four = await Promise.all([0, 1, 2, 3].map(() => connectClient(port)));
  for (const client of four) t.is(await client.next(), 'HELLO');
  for (const client of four) await client.close();
  await serving.end();
  t.deepEqual(
    serving.of('refused').filter(({ reason }) => reason.startsWith('too_many')),
    [],
  );
  await nothingOpen();
});

test.serial('a dry run lets everybody pass, and says whom it would have refused', async (t) => {
  const serving = await startServing(t, {
    maxHandshakesPerAddress: 1,
    maxPerCertificate: 1,
    maxSessions: 1,
    limitsDryRun: true,
  });
  const port = await serving.port();
  const idle = await connectRaw(port);
  await serving.first('accepted');
  const held = await connectClient(port);
  t.is(await held.next(), 'HELLO');
  t.true(await served(port));
  await held.close();
  idle.socket.destroy();
  await serving.first('refused');
  await serving.end();
  t.deepEqual(
    serving.of('would_refuse').map(({ reason, count }) => [reason, count]),
    [
      ['too_many_handshakes_from_address', 1],
      ['server_full', 1],
      ['server_full', 2],
    ],
  );
  t.deepEqual(
    serving.of('refused').map(({ reason }) => reason),
    ['closed_early'],
  );
  await nothingOpen();
});

test.serial('an IPv4 client of a dual-stack socket is an IPv4 client everywhere', async (t) => {
  const serving = await startServing(t, { serverHost: '::', maxHandshakesPerAddress: 1 });
  const port = await serving.port();
  t.true(await served(port));
  const { remote } = (await serving.first('connected')).peer;
  t.is(remote?.address, '127.0.0.1');
  t.is((await serving.first('accepted')).remote?.address, '127.0.0.1');
  await serving.end();
  await nothingOpen();
});
