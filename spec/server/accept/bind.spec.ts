import type { Socket } from 'node:net';
import test from 'ava';
import { bind } from '../../../lib/server/accept/bind.js';
import { connectRaw } from '../../support/line-client.js';
import { nothingOpen } from '../../support/serving.js';

// Serial, because each test ends by looking at what the whole thread has open.

test.serial(
  'who comes before anybody takes connections waits; who left meanwhile is not given',
  async (t) => {
    const bound = await bind('127.0.0.1', 0);
    const [gone, waiting] = [await connectRaw(bound.port), await connectRaw(bound.port)];
    gone.socket.resetAndDestroy();
    await gone.closed;
    // The second one may still be in the kernel's queue, and so may the reset of the first.
    const [listener] = bound.listeners;
    const connectionCount = (): Promise<number> =>
      new Promise((resolve) => {
        listener?.getConnections((_, count) => {
          resolve(count);
        });
      });
    while ((await connectionCount()) !== 1) await new Promise(setImmediate);
    const taken: Socket[] = [];
    bound.onConnection((socket) => taken.push(socket));
    t.deepEqual(
      taken.map(({ remotePort }) => remotePort),
      [waiting.localPort],
    );
    const later = await connectRaw(bound.port);
    while (taken.length < 2) await new Promise(setImmediate);
    t.is(taken[1]?.remotePort, later.localPort);
    for (const socket of taken) socket.destroy();
    await bound.close();
    await nothingOpen();
  },
);

test.serial('whom nobody took is closed with the listeners', async (t) => {
  const bound = await bind('localhost', 0);
  const clients = [await connectRaw(bound.port, '127.0.0.1'), await connectRaw(bound.port, '::1')];
  await bound.close();
  await Promise.all(clients.map(({ closed }) => closed));
  await t.notThrowsAsync(bound.close());
  await nothingOpen();
});

test.serial('a signal gives up, and nothing is left listening', async (t) => {
  const reason = new Error('changed my mind');
  const aborting = new AbortController();
  const binding = bind('localhost', 0, aborting.signal);
  // By then the addresses are known, and the first one is being bound.
  await Promise.resolve().then(() => Promise.resolve());
  aborting.abort(reason);
  await t.throwsAsync(binding, { is: reason });
  await nothingOpen();
});
