import type { ConnectionOptions } from 'node:tls';
import test from 'ava';
import { EMPTY, Observable } from 'rxjs';
import type { Refusal } from '../../lib/server/events.js';
import { testCertificates } from '../support/certificates.js';
import {
  clientHello,
  connectClient,
  connectRaw,
  NO_CERTIFICATE,
  type LineClient,
} from '../support/line-client.js';
import { connectSClient } from '../support/s-client.js';
import { nothingOpen, startServing } from '../support/serving.js';

// Everybody at once: who misbehaves costs nobody else anything, and is told apart.

const certificates = testCertificates();
const hello = await clientHello();
test.after.always(certificates.cleanup);

const ROUNDS = 4;
const MEGABYTE = Buffer.alloc(1_000_000, 'x');
const TOO_LONG = 'FAIL receiving. The line is longer than 1000 bytes with its LF.';
const UNASKED = 'FAIL receiving. A line came that no command asked for.';
const CR = 'FAIL receiving. Expected exactly HELLOBACK. The line ended with CR LF: end it with LF alone.';

const of = ({ certPem, keyPem }: typeof certificates.client): ConnectionOptions => ({
  cert: certPem,
  key: keyPem,
});

/** Strangers who never get a session, by the reason that they are refused for; and the TCP port that each comes from. */
const STRANGERS: readonly (readonly [Refusal, (port: number) => Promise<number>])[] = [
  ['closed_early', raw((client) => client.socket.destroy())],
  ['plain_http', raw((client) => client.send('GET / HTTP/1.1\r\n\r\n'))],
  ['not_tls', raw((client) => client.send('SSH-2.0-OpenSSH_9.6\r\n'))],
  [
    'reset',
    raw((client) => client.socket.write(hello.subarray(0, 200), () => client.socket.resetAndDestroy())),
  ],
  ['no_certificate', tls(NO_CERTIFICATE)],
  ['untrusted_certificate', tls(of(certificates.strangerClient))],
  ['untrusted_certificate', tls(of(certificates.expiredClient))],
  ['untrusted_certificate', tls(of(certificates.wrongUsageClient))],
];

function raw(
  act: (client: Awaited<ReturnType<typeof connectRaw>>) => unknown,
): (port: number) => Promise<number> {
  return async (port) => {
    const client = await connectRaw(port);
    act(client);
    await client.closed;
    return client.localPort;
  };
}

function tls(options: ConnectionOptions): (port: number) => Promise<number> {
  return async (port) => {
    const client = await connectClient(port, options);
    await client.closed;
    return client.localPort;
  };
}

/** Clients of ours who misbehave in their session, and the last line that each has to read. */
const MISFITS: readonly (readonly [string | null, (client: LineClient) => unknown])[] = [
  [TOO_LONG, flood],
  [CR, async (client) => (await client.until('HELLO'), client.send('HELLOBACK\r\n'))],
  [UNASKED, async (client) => (await client.until('HELLO'), client.send('HELLOBACK\nHELLOBACK\n'))],
  [
    'FAIL Invalid checksum received.',
    async (client) => (await client.until('COUNTRY'), client.send('a b\n')),
  ],
  ...['HELLO', 'WORK', 'COUNTRY', 'DONE'].map(
    (step) =>
      [null, async (client: LineClient) => (await client.until(step), client.socket.destroy())] as const,
  ),
];

async function flood(client: LineClient): Promise<void> {
  await client.until('HELLO');
  for (let i = 0; i < 4; i++) client.send(MEGABYTE);
}

async function byteByByte(client: LineClient): Promise<string | null> {
  const { socket } = client;
  client.send = (text) => {
    for (const byte of Buffer.from(text)) socket.write(Buffer.of(byte));
    return client;
  };
  return client.converse();
}

test.serial('everybody at once: the honest reach DONE, and each of the others is told apart', async (t) => {
  const kept: string[] = [];
  const recordStore = {
    observe: () => undefined,
    commit: (id: string) =>
      new Observable<never>((subscriber) => {
        kept.push(id);
        setImmediate(() => {
          subscriber.complete();
        });
      }),
  };
  const serving = await startServing(t, { bodyNames: ['COUNTRY'], requests: 1 }, { recordStore });
  const port = await serving.port();
  const rounds = Array.from({ length: ROUNDS });

  const silent = await Promise.all(rounds.map(() => connectRaw(port)));
  const neverReading = await Promise.all(rounds.map(() => connectClient(port)));
  for (const { socket } of neverReading) socket.pause();
  const distrustful = connectSClient(port, { trusted: certificates.strangerCa });

  const strangers = rounds.flatMap(() =>
    STRANGERS.map(async ([reason, come]) => [reason, await come(port)] as const),
  );
  const misfits = rounds.flatMap(() =>
    MISFITS.map(async ([line, misbehave]) => {
      const client = await connectClient(port);
      await misbehave(client);
      const { ended, errorCode } = await client.closed;
      return { expected: line, line: client.lines.at(-1), peaceful: ended && errorCode === null };
    }),
  );
  const honest = rounds.flatMap((_, round) =>
    [0, 1, 2, 3].map(async (n) => {
      const client = await connectClient(port);
      return n === round ? byteByByte(client) : client.converse();
    }),
  );

  for (const last of await Promise.all(honest)) t.is(last, 'DONE');
  for (const { expected, line, peaceful } of await Promise.all(misfits)) {
    if (expected === null) continue;
    t.is(line, expected);
    t.true(peaceful);
  }
  for (const [reason, from] of await Promise.all(strangers)) {
    // Where the reset comes before the accept, the kernel knows no address any more.
    if (reason === 'reset') continue;
    t.like(await serving.refusalOf(from), { reason, remote: { address: '127.0.0.1', port: from } });
  }
  await distrustful.exited;
  t.like(await serving.first('refused', ({ reason }) => reason === 'peer_alert'), { count: 1 });

  const left = serving.some('done', ROUNDS, ({ error }) => error?.code === 'disconnected');
  t.is((await left).length, ROUNDS);
  for (const { socket } of [...silent, ...neverReading]) socket.destroy();
  await serving.some('closed', ROUNDS * (MISFITS.length + 4 + 1));
  await serving.end();

  // Each refusal once, and each reason counted from one.
  const refusals = serving.of('refused');
  t.is(refusals.length, ROUNDS * (STRANGERS.length + 1) + 1);
  for (const reason of new Set(refusals.map((refusal) => refusal.reason))) {
    const counts = refusals.filter((refusal) => refusal.reason === reason).map(({ count }) => count);
    t.deepEqual(
      counts,
      counts.map((_, i) => i + 1),
    );
  }
  // Each session has one end.
  const ends = [...serving.of('done'), ...serving.of('failed')].map(({ id }) => id);
  t.is(serving.of('done').filter(({ confirmed }) => confirmed).length, ROUNDS * 4);
  t.is(new Set(ends).size, ends.length);
  t.deepEqual(
    ends.sort(),
    serving
      .of('connected')
      .map(({ id }) => id)
      .sort(),
  );
  t.deepEqual(
    ends,
    serving
      .of('closed')
      .map(({ id }) => id)
      .sort(),
  );
  t.is(kept.length, ROUNDS * 5);
  t.is(serving.of('server_error').length, 0);
  await nothingOpen();
});

test.serial('a second signal in the middle of it all leaves nothing open', async (t) => {
  const serving = await startServing(
    t,
    {},
    { recordStore: { observe: () => undefined, commit: () => EMPTY } },
  );
  const port = await serving.port();
  const crowd = await Promise.all([
    ...Array.from({ length: 5 }, () => connectRaw(port)),
    ...Array.from({ length: 5 }, () => connectClient(port)),
    ...Array.from({ length: 5 }, async () => {
      const client = await connectClient(port);
      for (let i = 0; i < 4; i++) client.send(MEGABYTE);
      return client;
    }),
  ]);
  await serving.first('connected');
  serving.unsubscribe();
  await Promise.all(crowd.map(({ closed }) => closed));
  t.false(serving.events.some(({ type }) => type === 'done'));
  await nothingOpen();
});
