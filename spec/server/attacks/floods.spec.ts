import { createServer } from 'node:tls';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import type { ServerEvent } from '../../../lib/server/events.js';
import { sessionsOn } from '../../../lib/server/sessions-on.js';
import { OVERHEAD_BYTES } from '../../../lib/server/traffic/traffic.js';
import { connectRecordClient, writeRaw, type RecordClient } from '../../support/attacks/record-client.js';
import { testCertificates } from '../../support/certificates.js';
import { connectClient, solve, wholeSession } from '../../support/line-client.js';
import { nothingOpen, startServing, testConfig, type Serving } from '../../support/serving.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

const FAIL = 'FAIL receiving. Too much traffic besides the lines.';
const KEY_UPDATE_BYTES = 27;
/** Half as much again as a session may have. */
const FLOOD = Math.ceil((OVERHEAD_BYTES * 1.5) / KEY_UPDATE_BYTES);
/** What the server has to bear at most before it ends a flood: what one turn of the event loop reads, and no more. */
const MOST = 4 * 1024 * 1024;

/** A server, and a client that has been asked for HELLOBACK. */
async function atHello(t: ExecutionContext): Promise<{ serving: Serving; client: RecordClient }> {
  const serving = await startServing(t);
  const client = await connectRecordClient(await serving.port());
  await client.next();
  return { serving, client };
}

/** Sends this, at most `MOST` bytes. Resolves when the server has closed the connection. */
async function flood(client: RecordClient, next: () => Buffer): Promise<void> {
  for (let sent = 0; sent < MOST;) {
    const bytes = next();
    sent += bytes.length;
    if (!(await writeRaw(client, bytes))) break;
    // The server runs in this process.
    await new Promise(setImmediate);
  }
  await client.closed;
}

/** An honest client, whose certificate is not the flooder's, is served. */
async function isServed(t: ExecutionContext, serving: Serving): Promise<void> {
  const { done } = await wholeSession(await serving.port(), () => 'value', {
    identity: certificates.oddClient,
  });
  t.true(done);
}

for (const asks of [false, true]) {
  test.serial(`a flood of changes of keys${asks ? ' that ask for one' : ''} ends its session`, async (t) => {
    const { serving, client } = await atHello(t);
    await flood(client, () => client.records.keyUpdates(100, asks));
    const failed = await serving.failureOf(client.localPort);
    t.is(failed.error.code, 'too_much_traffic');
    t.is(failed.outcome, 'failed');
    t.is(failed.line, FAIL);
    t.like(await serving.first('closed', ({ id }) => id === failed.id), { graceful: false });
    await isServed(t, serving);
    await serving.end();
    await nothingOpen();
  });
}

test.serial('a client that floods and does not read the answers', async (t) => {
  const { serving, client } = await atHello(t);
  client.below.pause();
  await flood(client, () => client.records.keyUpdates(100, true));
  t.is((await serving.failureOf(client.localPort)).error.code, 'too_much_traffic');
  await serving.end();
  await nothingOpen();
});

test.serial('the FAIL can be read by a flooder that has stopped', async (t) => {
  const { serving, client } = await atHello(t);
  await writeRaw(client, client.records.keyUpdates(FLOOD, false));
  t.deepEqual(await client.rest(), [FAIL]);
  await client.close();
  await serving.end();
});

test.serial("changes of keys now and then are every client's right", async (t) => {
  const serving = await startServing(t);
  const client = await connectRecordClient(await serving.port());
  const { records } = client;
  t.is(await client.next(), 'HELLO');
  await writeRaw(client, Buffer.concat([records.keyUpdates(500, true), records.data('HELLOBACK\n')]));
  const work = (await client.next()) ?? '';
  const [, token = '', nBits = ''] = work.split(' ');
  await writeRaw(client, records.data(`${solve(token, Number(nBits))}\n`));
  t.regex((await client.next()) ?? '', /^[A-Z0-9_]+ /);
  await client.close();
  await serving.end();
});

test.serial('a session in records of one byte', async (t) => {
  const serving = await startServing(t, { requests: 8 });
  const client = await connectRecordClient(await serving.port());
  // The answers are its own, but go out in the test's records.
  client.say = (line: string) => {
    client.below.write(client.records.bytewise(`${line}\n`));
    return client;
  };
  t.is(await client.converse(() => 'x'.repeat(900)), 'DONE');
  t.like(await serving.first('done'), { confirmed: true });
  await client.close();
  await serving.end();
});

test.serial('one byte in records full of padding', async (t) => {
  const { serving, client } = await atHello(t);
  await flood(client, () => client.records.data('x', 16_000));
  t.is((await serving.failureOf(client.localPort)).error.code, 'too_much_traffic');
  await serving.end();
});

const AFTER_FAIL: Readonly<Record<string, (client: RecordClient) => Buffer>> = {
  'changes of keys': ({ records }) => records.keyUpdates(100, true),
  'records of one byte': ({ records }) => records.bytewise('x'.repeat(100)),
};

for (const [what, next] of Object.entries(AFTER_FAIL)) {
  test.serial(`a flood after FAIL: ${what}`, async (t) => {
    const { serving, client } = await atHello(t);
    // It does not end its side when the server does.
    client.socket.allowHalfOpen = client.below.allowHalfOpen = true;
    await writeRaw(client, client.records.data('hello yourself\n'));
    const { id, error } = await serving.failureOf(client.localPort);
    t.is(error.code, 'wrong_answer');
    await flood(client, () => next(client));
    t.like(await serving.first('closed', (event) => event.id === id), { graceful: false });
    await isServed(t, serving);
    await serving.end();
    await nothingOpen();
  });
}

test.serial(
  'after a flood, its certificate is refused, and the others are served over metered connections',
  async (t) => {
    const serving = await startServing(t);
    const port = await serving.port();
    const flooder = await connectRecordClient(port);
    await flooder.next();
    await writeRaw(flooder, flooder.records.keyUpdates(FLOOD, false));
    await flooder.closed;
    for (let n = 0; n < 3; n++) {
      const again = await connectRecordClient(port);
      // Before its first line is there.
      await writeRaw(again, again.records.keyUpdates(FLOOD, false));
      const lines = await again.rest();
      t.true(lines.every((line) => line === FAIL));
      t.like(await serving.refusalOf(again.localPort), {
        reason: 'recent_flood',
        count: n + 1,
        certificate: { subject: { CN: 'Test client' } },
      });
    }
    await Promise.all(Array.from({ length: 8 }, () => isServed(t, serving)));
    const odd = await connectRecordClient(port, certificates.oddClient);
    await odd.next();
    await flood(odd, () => odd.records.keyUpdates(100, false));
    t.is((await serving.failureOf(odd.localPort)).error.code, 'too_much_traffic');
    await serving.end();
    await nothingOpen();
  },
);

test.serial('on the TLS server of an embedder', async (t) => {
  const { server, ca } = certificates;
  const own = createServer({ cert: server.certPem, key: server.keyPem, ca: ca.certPem, requestCert: true });
  own.listen(0, '127.0.0.1');
  await once(own, 'listening');
  const events: ServerEvent[] = [];
  const over = new Promise<void>((complete) => {
    sessionsOn(own, testConfig(certificates)).subscribe({ next: (event) => events.push(event), complete });
  });
  const client = await connectRecordClient((own.address() as AddressInfo).port);
  await client.next();
  await flood(client, () => client.records.keyUpdates(100, false));
  own.close();
  await over;
  const failed = events.find((event) => event.type === 'failed');
  t.is(failed?.error.code, 'too_much_traffic');
});

test.serial('a peer that sends 2 MB over a metered connection reads its FAIL', async (t) => {
  const serving = await startServing(t);
  const port = await serving.port();
  const flooder = await connectRecordClient(port);
  await flooder.next();
  await writeRaw(flooder, flooder.records.keyUpdates(FLOOD, false));
  await flooder.closed;
  const client = await connectClient(port, { identity: certificates.oddClient });
  await client.until('HELLO');
  client.socket.write(Buffer.alloc(2_000_000, 'x'));
  t.deepEqual(await client.closed, { ended: true, errorCode: null });
  t.is(client.lines.at(-1), 'FAIL receiving. The line is longer than 1000 bytes with its LF.');
  await serving.end();
  await nothingOpen();
});
