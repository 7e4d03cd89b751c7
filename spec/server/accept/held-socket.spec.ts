import test, { type ExecutionContext } from 'ava';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { HeldSocket } from '../../../lib/server/accept/held-socket.js';
import { freePort } from '../../support/free-port.js';
import { temporaryDirectory } from '../../support/programs.js';

// What it is for, in several processes, is in spec/programs/server/workers.spec.ts.

async function bind(t: ExecutionContext, options: object): Promise<HeldSocket> {
  const held = new HeldSocket();
  t.teardown(() => held.close());
  held.listen(options);
  await once(held, 'listening');
  return held;
}

test('it is bound: its address and its descriptor are there until it is closed', async (t) => {
  const held = await bind(t, { host: '127.0.0.1', port: 0 });
  t.like(held.address(), { address: '127.0.0.1', family: 'IPv4' });
  t.true((held.address()?.port ?? 0) > 0);
  t.true(held.descriptor >= 0);
  const closed = once(held, 'close');
  await new Promise<unknown>((resolve) => held.close(resolve));
  await closed;
  t.is(held.address(), null);
  t.is(held.descriptor, -1);
});

test('the port of another that listens is taken; two that share theirs have it both', async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.teardown(() => other.close());
  const { port } = other.address() as AddressInfo;
  await t.throwsAsync(bind(t, { host: '127.0.0.1', port }), { code: 'EADDRINUSE' });
  const first = await bind(t, { host: '127.0.0.1', port: 0, reusePort: true });
  const second = await bind(t, { host: '127.0.0.1', port: first.address()?.port, reusePort: true });
  t.is(second.address()?.port, first.address()?.port);
});

test('IPv6 alone leaves the port of IPv4', async (t) => {
  const six = await bind(t, { host: '::', port: await freePort(), ipv6Only: true });
  t.like(six.address(), { address: '::', family: 'IPv6' });
  const four = await bind(t, { host: '0.0.0.0', port: six.address()?.port });
  t.is(four.address()?.family, 'IPv4');
});

test('a unix socket has a descriptor, and no address', async (t) => {
  const held = await bind(t, { path: join(await temporaryDirectory(t), 'a.sock') });
  t.is(held.address(), null);
  t.true(held.descriptor >= 0);
});

test('what cannot be bound is an error event, with its code', async (t) => {
  await t.throwsAsync(bind(t, { host: '192.0.2.1', port: 0 }), { code: 'EADDRNOTAVAIL' });
  // libuv's word for a directory that is not there.
  await t.throwsAsync(bind(t, { path: '/missing/a.sock' }), { code: 'EACCES' });
  await t.throwsAsync(bind(t, { fd: 1_000_000 }), { code: 'EINVAL' });
});
