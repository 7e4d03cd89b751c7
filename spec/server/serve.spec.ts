import { connect } from 'node:tls';
import test from 'ava';
import { config as rxjs, EMPTY, Subject } from 'rxjs';
import type { ServerEvent } from '../../lib/server/events.js';
import { serve } from '../../lib/server/serve.js';
import { cryptoRandom } from '../../lib/server/random.js';
import { testCertificates } from '../support/certificates.js';
import { connectClient, connectRaw, LineClient } from '../support/line-client.js';
import { nothingOpen, Serving, startServing, testConfig } from '../support/serving.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

// Serial, because each test ends by looking at what the whole thread has open.

test.serial('listening comes first, and says where', async (t) => {
  const serving = await startServing(t, { serverHost: 'LOCALHOST' });
  const [listening] = serving.events;
  t.like(listening, { type: 'listening', host: 'LOCALHOST', addresses: ['127.0.0.1', '::1'] });
  t.true((await serving.port()) > 0);
  await serving.end();
  t.deepEqual(
    serving.events.map(({ type }) => type),
    ['listening', 'stopping'],
  );
  await nothingOpen();
});

test.serial('both addresses of localhost bring sessions', async (t) => {
  const serving = await startServing(t, { serverHost: 'localhost' });
  for (const host of ['127.0.0.1', '::1']) {
    const client = await connectClient(await serving.port(), { host });
    t.is(await client.converse(), 'DONE');
    t.deepEqual(await client.closed, { ended: true, errorCode: null });
    t.like(await serving.first('connected', ({ peer }) => peer.remote?.address === host), {
      peer: { remote: { port: client.localPort }, client: { subject: { CN: 'Test client' } } },
    });
  }
  await serving.end();
  t.deepEqual(
    serving.of('closed').map(({ graceful }) => graceful),
    [true, true],
  );
  await nothingOpen();
});

test.serial('every session has its own id, its own token and its own random strings', async (t) => {
  const serving = await startServing(t, { token: null, randomString: null });
  const port = await serving.port();
  const clients = await Promise.all([1, 2, 3].map(() => connectClient(port)));
  await Promise.all(clients.map((client) => client.converse()));
  await serving.end();
  t.is(new Set(serving.of('connected').map(({ id }) => id)).size, 3);
  const asked = clients.flatMap(({ lines }) => lines.filter((line) => line.includes(' ')));
  t.is(new Set(asked.map((line) => line.split(' ')[1])).size, 3 * (1 + 2));
  await nothingOpen();
});

test.serial('a start that fails is an error, and there is no event', async (t) => {
  const serving = new Serving(testConfig(certificates, { serverCert: 'nowhere.pem' }));
  await t.throwsAsync(serving.completed, { name: 'ConfigError', code: 'unusable_certificate' });
  t.deepEqual(serving.events, []);
  await nothingOpen();
});

test.serial('unsubscribed while it binds: nothing is left listening', async (t) => {
  const serving = new Serving(testConfig(certificates));
  serving.unsubscribe();
  // Whatever it does still, it does within some turns of the loop: reading three files, binding, closing.
  await new Serving(testConfig(certificates)).end();
  await nothingOpen();
  t.deepEqual(serving.events, []);
});

test.serial('unsubscribed while it binds, and cannot: nobody is told', async (t) => {
  const serving = new Serving(testConfig(certificates, { serverCert: 'nowhere.pem' }));
  serving.unsubscribe();
  await new Serving(testConfig(certificates)).end();
  t.deepEqual(serving.events, []);
});

test.serial('each subscription is a server of its own', async (t) => {
  const stop = new Subject<void>();
  const server = serve(testConfig(certificates), { stop });
  const ports: number[] = [];
  const over = [0, 1].map(
    () =>
      new Promise<void>((resolve) => {
        server.subscribe({
          next: (event) => {
            if (event.type === 'listening') ports.push(event.port);
          },
          complete: resolve,
        });
      }),
  );
  while (ports.length < 2) await new Promise(setImmediate);
  t.not(ports[0], ports[1]);
  stop.next();
  await Promise.all(over);
  await nothingOpen();
});

// A stop counts from the subscription on

test.serial('a stop while it is being bound is not lost', async (t) => {
  const stop = new Subject<void>();
  const types: string[] = [];
  const over = new Promise<void>((resolve, reject) => {
    serve(testConfig(certificates), { stop }).subscribe({
      next: ({ type }) => types.push(type),
      error: reject,
      complete: resolve,
    });
  });
  stop.next();
  t.deepEqual(types, []);
  await over;
  t.deepEqual(types, ['listening', 'stopping']);
  await nothingOpen();
});

test.serial('a stop from inside the telling of listening is not lost', async (t) => {
  const stop = new Subject<void>();
  const types: string[] = [];
  const heard: string[] = [];
  const observers = [
    ({ type }: ServerEvent) => {
      if (type === 'listening') stop.next();
    },
    ({ type }: ServerEvent) => heard.push(type),
  ];
  await new Promise<void>((resolve, reject) => {
    serve(testConfig(certificates), { stop, observers }).subscribe({
      next: ({ type }) => types.push(type),
      error: reject,
      complete: resolve,
    });
  });
  t.deepEqual(types, ['listening', 'stopping']);
  t.deepEqual(heard, types);
  await nothingOpen();
});

test.serial('a connection is told before its session, by the same address', async (t) => {
  const serving = await startServing(t);
  const client = await connectClient(await serving.port());
  t.is(await client.converse(), 'DONE');
  await serving.end();
  t.deepEqual(
    serving.events.slice(0, 3).map(({ type }) => type),
    ['listening', 'accepted', 'connected'],
  );
  const remote = { address: '127.0.0.1', port: client.localPort };
  t.like(serving.of('accepted'), [{ remote }]);
  t.like(serving.of('connected'), [{ peer: { remote } }]);
  await nothingOpen();
});

// What an embedder brings along may fail

test.serial('an observer of the list that throws harms nobody, and all others hear everything', async (t) => {
  const heard: ServerEvent[] = [];
  const observers = [
    () => {
      throw new Error('a dashboard with a bug');
    },
    (event: ServerEvent) => heard.push(event),
  ];
  const serving = await startServing(t, {}, { observers });
  t.is(await (await connectClient(await serving.port())).converse(), 'DONE');
  await serving.end();
  t.deepEqual(heard, serving.events);
  t.is(serving.of('done').length, 1);
  await nothingOpen();
});

test.serial('an id that cannot be given is the end of that connection alone', async (t) => {
  let given = 0;
  const newId = (): string => {
    given += 1;
    if (given === 2) throw new Error('no more\nids');
    return `session ${given}`;
  };
  const serving = await startServing(t, {}, { newId });
  const port = await serving.port();
  const first = await connectClient(port);
  const work = await first.until('WORK');
  const second = await connectClient(port);
  await second.closed;
  t.deepEqual(second.lines, []);
  t.is((await serving.first('server_error')).message, 'Cannot start a session: no more\\nids.');
  const third = await connectClient(port);
  t.is(await third.converse(), 'DONE');
  first.answer(work);
  t.is(await first.converse(), 'DONE');
  await serving.some('closed', 2);
  await serving.end();
  t.deepEqual(
    serving.of('connected').map(({ id }) => id),
    ['session 1', 'session 3'],
  );
  t.like(serving.of('stopping')[0], { sessions: 0 });
  await nothingOpen();
});

test.serial('a random source that fails is the end of that connection alone', async (t) => {
  let drawn = 0;
  const string = (characters: number): string => {
    if (drawn++ === 0) throw new TypeError('no entropy');
    return 'x'.repeat(characters);
  };
  const serving = await startServing(t, { token: null }, { random: { ...cryptoRandom, string } });
  const port = await serving.port();
  await (
    await connectClient(port)
  ).closed;
  t.is((await serving.first('server_error')).message, 'Cannot start a session: no entropy.');
  t.is(await (await connectClient(port)).converse(), 'DONE');
  await serving.end();
  await nothingOpen();
});

test.serial('a record store that throws at one session costs that session alone its DONE', async (t) => {
  const recordStore = {
    observe: ({ id }: { id: string }) => {
      if (id === '1') throw new Error('secret');
    },
    commit: () => EMPTY,
  };
  let given = 0;
  const serving = await startServing(t, {}, { recordStore, newId: () => String(++given) });
  const port = await serving.port();
  const unlucky = await connectClient(port);
  const work = await unlucky.until('WORK');
  const other = await connectClient(port);
  t.is(await other.converse(), 'DONE');
  unlucky.answer(work);
  t.is(await unlucky.converse(), 'FAIL Server could not keep the answers: its record store failed.');
  t.false(unlucky.lines.join().includes('secret'));
  await serving.end();
  t.like(serving.of('failed')[0], { id: '1', error: { code: 'not_durable' } });
  await nothingOpen();
});

test.serial(
  'an observer that throws at every event harms nobody: rxjs is told, the sessions go on',
  async (t) => {
    const unhandled: unknown[] = [];
    rxjs.onUnhandledError = (error) => unhandled.push(error);
    t.teardown(() => {
      rxjs.onUnhandledError = null;
    });
    const stop = new Subject<void>();
    const reason = new Error('a dashboard with a bug');
    let port = 0;
    let events = 0;
    const over = new Promise<void>((resolve) => {
      serve(testConfig(certificates), { stop }).subscribe({
        next: (event) => {
          events += 1;
          if (event.type === 'listening') port = event.port;
          throw reason;
        },
        complete: resolve,
      });
    });
    while (port === 0) await new Promise(setImmediate);
    const clients = await Promise.all([1, 2, 3].map(() => connectClient(port)));
    t.deepEqual(await Promise.all(clients.map((client) => client.converse())), ['DONE', 'DONE', 'DONE']);
    await Promise.all(clients.map(({ closed }) => closed));
    stop.next();
    await over;
    await nothingOpen();
    while (unhandled.length < events) await new Promise(setImmediate);
    t.true(unhandled.every((error) => error === reason));
  },
);

test.serial('a client that talks first is refused as one that nothing was asked of', async (t) => {
  const serving = await startServing(t);
  // Its line is on the way with the last bytes of its handshake.
  const { client: mine, ca } = certificates;
  const socket = connect({
    port: await serving.port(),
    host: '127.0.0.1',
    servername: 'localhost',
    ca: ca.certPem,
    cert: mine.certPem,
    key: mine.keyPem,
  });
  socket.write('HELLOBACK\n');
  const client = new LineClient(socket);
  await client.closed;
  t.deepEqual(client.lines, ['FAIL receiving. A line came that no command asked for.']);
  await serving.end();
  await nothingOpen();
});

// Tutorial

test.serial('tutorial: one session, and then the end', async (t) => {
  const serving = await startServing(t, { tutorial: true, tutorialSessions: 1 });
  const client = await connectClient(await serving.port());
  t.is(await client.converse(), 'DONE');
  await serving.completed;
  t.deepEqual(
    client.lines.map((line) => line.replace(/ .*/, '')),
    [
      'HELLO',
      'WORK',
      'FULL_NAME',
      'EMAIL1',
      'EMAIL2',
      'SOCIAL',
      'BIRTHDATE',
      'COUNTRY',
      'ADDR_LINE1',
      'ADDR_LINE2',
      'DONE',
    ],
  );
  t.like(serving.events.at(-1), { type: 'closed' });
  t.deepEqual(serving.of('stopping'), []);
  await nothingOpen();
});

test.serial(
  'tutorial: whoever comes meanwhile is told that it is full; it is over with the first one',
  async (t) => {
    const serving = await startServing(t, { tutorial: true });
    const port = await serving.port();
    const first = await connectClient(port);
    await first.until('WORK');
    for (let i = 0; i < 3; i++) {
      const other = await connectClient(port);
      t.is(await other.next(), 'FAIL Server is full: the tutorial is busy with another client.');
      t.deepEqual(await other.closed, { ended: true, errorCode: null });
    }
    const silent = await connectRaw(port);
    first.send('x'.repeat(1000));
    t.regex(String(await first.next()), /^FAIL receiving\. /);
    await serving.completed;
    await Promise.all([first.closed, silent.closed]);
    t.is(serving.of('connected').length, 1);
    t.is(serving.of('failed').length, 1);
    await nothingOpen();
  },
);

test.serial('tutorial: who does not get through the handshake does not count', async (t) => {
  const serving = await startServing(t, { tutorial: true, tutorialSessions: 1 });
  const port = await serving.port();
  (await connectRaw(port)).socket.destroy();
  await serving.first('refused');
  t.is(await (await connectClient(port)).converse(), 'DONE');
  await serving.completed;
  await nothingOpen();
});

test.serial('tutorial: it can be stopped before anyone came', async (t) => {
  const serving = await startServing(t, { tutorial: true });
  await serving.end();
  await nothingOpen();
  t.is(serving.of('connected').length, 0);
});
