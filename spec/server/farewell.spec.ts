import type { TLSSocket } from 'node:tls';
import test from 'ava';
import { testCertificates } from '../support/certificates.js';
import { connectClient, type LineClient } from '../support/line-client.js';
import { nothingOpen, startServing } from '../support/serving.js';

// The last line has to be readable, whatever the peer is at: never a reset that destroys it, and a close_notify at the end.

const certificates = testCertificates();
test.after.always(certificates.cleanup);

const REPETITIONS = 32;
const MEGABYTE = Buffer.alloc(1_000_000, 'x');
const MEGABYTE_OF_LFS = Buffer.alloc(1_000_000, '\n');

const TOO_LONG = 'FAIL receiving. The line is longer than 1000 bytes with its LF.';
const UNASKED = 'FAIL receiving. A line came that no command asked for.';
const WRONG = 'FAIL receiving. Expected exactly HELLOBACK.';

type Misbehaviour = (client: LineClient<TLSSocket>) => void;

const toldInPeace = test.macro<
  [what: string, version: 'TLSv1.2' | 'TLSv1.3', misbehave: Misbehaviour, lines: readonly string[]]
>({
  exec: async (t, _, version, misbehave, lines) => {
    const serving = await startServing(t);
    const port = await serving.port();
    for (let i = 0; i < REPETITIONS; i++) {
      const client = await connectClient(port, { minVersion: version, maxVersion: version });
      if (i % 2 === 0) await client.until('HELLO');
      misbehave(client);
      const { ended, errorCode } = await client.closed;
      t.true(lines.some((line) => line === client.lines.at(-1)));
      t.true(ended);
      t.is(errorCode, null);
    }
    await serving.end();
    t.is(serving.of('failed').length, REPETITIONS);
    t.true(serving.of('closed').every(({ graceful }) => graceful));
    await nothingOpen();
  },
  title: (_, what, version) => `${version}: the FAIL line is read by ${what}`,
});

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  const floods: Misbehaviour = ({ socket }) => {
    for (let i = 0; i < 3; i++) socket.write(MEGABYTE);
  };
  test.serial(toldInPeace, 'a peer that sends megabytes without an LF', version, floods, [TOO_LONG]);
  const floodsOfLines: Misbehaviour = ({ socket }) => {
    for (let i = 0; i < 3; i++) socket.write(MEGABYTE_OF_LFS);
  };
  test.serial(toldInPeace, 'a peer that sends megabytes of LFs', version, floodsOfLines, [UNASKED, WRONG]);
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test.serial(`${version}: a peer that ends its side right behind its bad line`, async (t) => {
    const serving = await startServing(t);
    const port = await serving.port();
    for (let i = 0; i < REPETITIONS; i++) {
      const client = await connectClient(port, { minVersion: version, maxVersion: version });
      await client.until('HELLO');
      client.socket.end('hello yourself\n');
      t.deepEqual(await client.closed, { ended: true, errorCode: null });
      t.is(client.lines.at(-1), WRONG);
    }
    await serving.end();
    await nothingOpen();
  });

  test.serial(`${version}: a peer that ends its side behind megabytes`, async (t) => {
    const serving = await startServing(t);
    const port = await serving.port();
    for (let i = 0; i < REPETITIONS; i++) {
      const client = await connectClient(port, { minVersion: version, maxVersion: version });
      await client.until('HELLO');
      client.socket.write(MEGABYTE);
      client.socket.end(MEGABYTE);
      t.deepEqual(await client.closed, { ended: true, errorCode: null });
      t.is(client.lines.at(-1), TOO_LONG);
    }
    await serving.end();
    await nothingOpen();
  });

  test.serial(`${version}: a peer that reads nothing until it has sent all`, async (t) => {
    const serving = await startServing(t);
    const client = await connectClient(await serving.port(), { minVersion: version, maxVersion: version });
    await client.until('HELLO');
    client.socket.pause();
    for (let i = 0; i < 2; i++) client.socket.write(MEGABYTE);
    await serving.first('failed');
    client.socket.write(MEGABYTE, () => client.socket.resume());
    t.deepEqual(await client.closed, { ended: true, errorCode: null });
    t.is(client.lines.at(-1), TOO_LONG);
    await serving.end();
    await nothingOpen();
  });

  test.serial(`${version}: after DONE and OK the end is a close_notify too`, async (t) => {
    const serving = await startServing(t);
    const client = await connectClient(await serving.port(), { minVersion: version, maxVersion: version });
    t.is(await client.converse(), 'DONE');
    t.deepEqual(await client.closed, { ended: true, errorCode: null });
    await serving.end();
    t.like(serving.of('closed')[0], { graceful: true });
    await nothingOpen();
  });
}
