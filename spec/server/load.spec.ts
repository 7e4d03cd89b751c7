import { connect as connectTcp } from 'node:net';
import test from 'ava';
import { testCertificates } from '../support/certificates.js';
import { connectClient, connectRaw, LineClient, wholeSession } from '../support/line-client.js';
import { nothingOpen, startServing } from '../support/serving.js';

// Stress and overload of a real server.

const certificates = testCertificates();
test.after.always(certificates.cleanup);

function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test.serial('a server whose loop lags sheds who is new, and the session under way ends well', async (t) => {
  const serving = await startServing(t, { maxLag: 70 });
  const port = await serving.port();
  const client = await connectClient(port);
  const hello = await client.until('HELLO');
  let blocking = true;
  t.teardown(() => (blocking = false));
  const lag = (): void => {
    if (!blocking) return;
    block(200);
    setImmediate(lag);
  };
  lag();
  t.like(await serving.first('stress_began'), { cause: 'lag', sessions: 1 });
  const late = new LineClient(connectTcp({ host: '127.0.0.1', port }));
  client.answer(hello);
  t.is(await client.converse(), 'DONE');
  t.deepEqual(await late.closed, { ended: false, errorCode: 'ECONNRESET' });
  t.like(await serving.first('shedding'), { reason: 'shed_lag', count: 1 });
  t.like(serving.of('refused')[0], { reason: 'shed_lag', count: 1 });
  blocking = false;
  await serving.first('stress_ended');
  t.true((await wholeSession(port, () => 'x')).done);
  await serving.end();
  t.is(serving.of('stress_began').length, 1);
  t.is(serving.of('failed').length, 0);
  await nothingOpen();
});

test.serial(
  'under stress a session has half the time for a short step, and an idle handshake makes room',
  async (t) => {
    const serving = await startServing(t, { maxSessions: 5, maxHandshakes: 1, otherTimeout: 6 });
    const port = await serving.port();
    const held = [];
    for (let n = 0; n < 3; n++) {
      const client = await connectClient(port);
      held.push(client);
      await client.until('WORK');
    }
    t.is(serving.of('stress_began').length, 0);
    const fourth = await connectClient(port);
    await fourth.until('WORK');
    t.like(await serving.first('stress_began'), { cause: 'sessions', sessions: 4 });
    const idle = await connectRaw(port);
    await serving.first('accepted', ({ remote }) => remote?.port === idle.localPort);
    const stressed = await connectClient(port);
    t.like(await serving.refusalOf(idle.localPort), { reason: 'idle_handshake' });
    t.is(await stressed.next(), 'HELLO');
    t.is(await stressed.next(), 'FAIL receiving. HELLO timed out: no answer within 3 s.');
    for (const client of [...held, fourth]) await client.close();
    t.like(await serving.first('stress_ended'), { type: 'stress_ended' });
    const later = await connectClient(port);
    t.is(await later.next(), 'HELLO');
    await later.close();
    await serving.end();
    await nothingOpen();
  },
);
