import { once } from 'node:events';
import { connect } from 'node:net';
import test from 'ava';
import fc from 'fast-check';
import { toxic } from '../../../lib/conformance/wire/parse-wire.js';
import { Relay } from '../../../lib/conformance/wire/relay.js';
import { TOXIC_NAMES, TOXICS, type Toxic } from '../../../lib/conformance/wire/toxics.js';
import { relayed, type End, type Relayed, type Seen } from '../../support/relayed.js';

/** Every toxic that a correct peer bears, quick enough for many runs. */
const QUICK: readonly Toxic[] = [
  toxic('latency', { latency: 2, jitter: 2 }),
  toxic('bandwidth', { rate: 100 }),
  toxic('slicer'),
  toxic('slicer', { average_size: 100, delay: 20 }),
  toxic('drip', { delay: 10 }),
  toxic('slow_close', { delay: 2 }),
];
const toxics = fc.uniqueArray(fc.constantFrom(...QUICK), { maxLength: 3 });
const bytes = fc.uint8Array({ maxLength: 3000 }).map((array) => Buffer.from(array));

async function within<T>(relay: Relayed, run: (relay: Relayed) => Promise<T>): Promise<T> {
  try {
    return await run(relay);
  } finally {
    await relay.close();
  }
}

async function write({ socket }: End, data: Buffer): Promise<void> {
  await new Promise<void>((resolve) => {
    socket.write(data, () => {
      resolve();
    });
  });
}

/** Resolves when so many bytes came. */
async function take({ socket, came }: End, count: number): Promise<void> {
  while (came().length < count) await once(socket, 'data');
}

test('the tests know every toxic that can be borne', (t) => {
  t.deepEqual(
    new Set(QUICK.map(({ name }) => name)),
    new Set(TOXIC_NAMES.filter((name) => TOXICS[name].survivable)),
  );
});

test('all bytes of both sides arrive in order, and then the ends', async (t) => {
  await fc.assert(
    fc.asyncProperty(toxics, bytes, bytes, fc.integer(), async (chosen, up, down, seed) => {
      await within(await relayed(chosen, seed), async ({ client, server }) => {
        client.socket.end(up);
        server.socket.end(down);
        t.deepEqual<readonly Seen[], readonly Seen[]>(await Promise.all([client.ended, server.ended]), [
          'end',
          'end',
        ]);
        t.deepEqual([server.came(), client.came()], [up, down]);
      });
    }),
    { numRuns: 40 },
  );
});

test('more than a relay keeps arrives whole', async (t) => {
  const much = Buffer.alloc(3_000_000, 'what is sent, comes; ');
  await within(await relayed([toxic('slicer', { average_size: 20_000 })]), async ({ client, server }) => {
    client.socket.end(much);
    t.is(await server.ended, 'end');
    t.true(server.came().equals(much));
  });
});

for (const chosen of [null, ...QUICK]) {
  const name = chosen === null ? 'nothing' : JSON.stringify(chosen);
  const list = chosen === null ? [] : [chosen];

  test(`one side can end and go on reading: ${name}`, async (t) => {
    await within(await relayed(list), async ({ client, server }) => {
      server.socket.end('DONE\n');
      t.is(await client.ended, 'end');
      client.socket.end('OK\n');
      t.is(await server.ended, 'end');
      t.deepEqual([client.came().toString(), server.came().toString()], ['DONE\n', 'OK\n']);
    });
  });

  test(`a reset is a reset, behind the bytes before it: ${name}`, async (t) => {
    for (const direction of ['up', 'down'] as const) {
      await within(await relayed(list), async ({ client, server }) => {
        const [from, to] = direction === 'up' ? [client, server] : [server, client];
        await write(from, Buffer.from('the last words'));
        await take(to, 14);
        from.socket.resetAndDestroy();
        t.is(await to.ended, 'reset');
      });
    }
  });
}

test('pieces come apart: no byte of a drip comes with the next', async (t) => {
  await within(await relayed([toxic('drip', { delay: 2000 })]), async ({ client, server }) => {
    const sizes: number[] = [];
    server.socket.on('data', (chunk) => sizes.push(chunk.length));
    client.socket.end('HELLOBACK\n');
    await server.ended;
    t.true(sizes.length > 1);
    t.is(server.came().toString(), 'HELLOBACK\n');
  });
});

test('latency holds everything back', async (t) => {
  await within(await relayed([toxic('latency', { latency: 300 })]), async ({ client, server }) => {
    const startedAt = performance.now();
    client.socket.end('a');
    await server.ended;
    // Never earlier than that: only a machine's slowness adds to it. Timers may be early by a part of a millisecond.
    t.true(performance.now() - startedAt >= 298);
  });
});

test('bandwidth holds back what is too much', async (t) => {
  await within(await relayed([toxic('bandwidth', { rate: 10 })]), async ({ client, server }) => {
    const startedAt = performance.now();
    client.socket.end(Buffer.alloc(3000));
    await server.ended;
    t.is(server.came().length, 3000);
    t.true(performance.now() - startedAt >= 290);
  });
});

test('limit_data ends both sides after so many bytes of one', async (t) => {
  await within(await relayed([toxic('limit_data', { bytes: 4 })]), async ({ client, server }) => {
    client.socket.write('HELLOBACK\n');
    t.deepEqual<readonly Seen[], readonly Seen[]>(await Promise.all([client.ended, server.ended]), [
      'end',
      'end',
    ]);
    t.is(server.came().toString(), 'HELL');
  });
});

test('reset_peer resets both sides, and its first byte is lost', async (t) => {
  await within(await relayed([toxic('reset_peer')]), async ({ client, server }) => {
    client.socket.write('HELLOBACK\n');
    t.deepEqual<readonly Seen[], readonly Seen[]>(await Promise.all([client.ended, server.ended]), [
      'reset',
      'reset',
    ]);
    t.is(server.came().length, 0);
  });
});

test('timeout passes nothing on, and ends both sides', async (t) => {
  await within(await relayed([toxic('timeout', { timeout: 50 })]), async ({ client, server }) => {
    client.socket.write('HELLOBACK\n');
    t.deepEqual<readonly Seen[], readonly Seen[]>(await Promise.all([client.ended, server.ended]), [
      'end',
      'end',
    ]);
    t.is(server.came().length, 0);
  });
});

test('a timeout without an end ends with its peers', async (t) => {
  await within(await relayed([toxic('timeout')]), async ({ client, server }) => {
    client.socket.end('HELLOBACK\n');
    t.is(await server.ended, 'end');
    t.is(server.came().length, 0);
  });
});

test('where nothing listens, a connection is reset', async (t) => {
  const gone = await Relay.open({ target: { port: 1 }, toxics: [], seed: 1 });
  const { port } = gone;
  await gone.close();
  const relay = await Relay.open({ target: { host: '127.0.0.1', port }, toxics: [], seed: 1 });
  const socket = connect({ host: '127.0.0.1', port: relay.port });
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  t.is(error.code, 'ECONNRESET');
  await relay.close();
  t.is(relay.connections, 0);
});

test('nothing listens, and no connection is left, when a relay is closed', async (t) => {
  const open = await relayed([toxic('latency', { latency: 10_000 }), toxic('timeout')]);
  const { relay, client, server } = open;
  client.socket.write('waits');
  t.is(relay.connections, 1);
  await relay.close();
  t.is(relay.connections, 0);
  await Promise.all([client.ended, server.ended]);
  const refused = connect({ host: '127.0.0.1', port: relay.port });
  const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
  t.is(error.code, 'ECONNREFUSED');
  await open.close();
});

test('a connection is forgotten when both sides have ended', async (t) => {
  await within(await relayed([]), async ({ relay, client, server }) => {
    client.socket.end();
    server.socket.end();
    await Promise.all([client.ended, server.ended]);
    while (relay.connections > 0) await new Promise(setImmediate);
    t.is(relay.connections, 0);
  });
});
