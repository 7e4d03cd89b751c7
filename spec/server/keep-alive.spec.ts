import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import test from 'ava';
import { VirtualTimeScheduler } from 'rxjs';
import { KeepAlive, KEEP_ALIVE_MS } from '../../lib/server/keep-alive.js';
import { MeteredSocket } from '../../lib/server/traffic/metered-socket.js';
import { connectRaw } from '../support/line-client.js';

/** The kernel's word: which timer runs for the connection of these two ports. 2 is keep-alive's. */
async function timerOf({ localPort = 0, remotePort = 0 }: Socket): Promise<string | undefined> {
  const hex = (port: number): string => `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = (await readFile('/proc/net/tcp', 'utf8')).split('\n').map((row) => row.trim().split(/\s+/));
  const row = rows.find(
    ([, local, remote]) => local?.endsWith(hex(localPort)) && remote?.endsWith(hex(remotePort)),
  );
  return row?.[5]?.slice(0, 2);
}

(process.platform === 'linux' ? test : test.skip)('keep-alive is for those who stay', async (t) => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const accepted: Socket[] = [];
  listener.on('connection', (socket) => accepted.push(socket));
  const clients = [];
  while (clients.length < 3) clients.push(await connectRaw((listener.address() as AddressInfo).port));
  while (accepted.length < 3) await new Promise(setImmediate);
  const [staying, leaving, below] = accepted as [Socket, Socket, Socket];
  t.teardown(() => {
    for (const socket of accepted) socket.destroy();
    listener.close();
  });

  const scheduler = new VirtualTimeScheduler(undefined, KEEP_ALIVE_MS);
  const keepAlive = new KeepAlive();
  const acting = keepAlive.start(scheduler);
  keepAlive.add(staying);
  keepAlive.add(leaving);
  keepAlive.add(new MeteredSocket(below));
  keepAlive.delete(leaving);
  t.is(await timerOf(staying), '00');
  scheduler.flush();
  t.is(scheduler.now(), KEEP_ALIVE_MS);
  t.is(await timerOf(staying), '02');
  t.is(await timerOf(leaving), '00');
  t.is(await timerOf(below), '02', 'after a flood, connections are metered');
  acting.unsubscribe();
});
