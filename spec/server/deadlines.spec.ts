import test from 'ava';
import { testCertificates } from '../support/certificates.js';
import { connectClient } from '../support/line-client.js';
import { nothingOpen, startServing } from '../support/serving.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

const silentAt = test.macro<[step: string, limits: { otherTimeout?: number; workTimeout?: number }]>({
  exec: async (t, step, limits) => {
    const [seconds] = Object.values(limits);
    const serving = await startServing(t, { bodyNames: ['COUNTRY'], requests: 1, ...limits });
    const client = await connectClient(await serving.port());
    await client.until(step);
    t.is(await client.next(), `FAIL receiving. ${step} timed out: no answer within ${seconds} s.`);
    t.deepEqual(await client.closed, { ended: true, errorCode: null });
    await serving.end();
    const late = { error: { code: 'timed_out' } };
    if (step === 'DONE') t.like(serving.of('done')[0], { confirmed: false, ...late });
    else t.like(serving.of('failed')[0], { step, outcome: 'timeout', ...late });
    await nothingOpen();
  },
  title: (_, step) => `${step} has its deadline`,
});

test.serial(silentAt, 'HELLO', { otherTimeout: 0.3 });
test.serial(silentAt, 'WORK', { workTimeout: 0.1 });
test.serial(silentAt, 'COUNTRY', { otherTimeout: 0.3 });
test.serial(silentAt, 'DONE', { otherTimeout: 0.3 });

test.serial('bytes that drip in do not extend a deadline', async (t) => {
  const serving = await startServing(t, { otherTimeout: 0.3 });
  const client = await connectClient(await serving.port());
  await client.until('HELLO');
  let sent = 0;
  const drip = setInterval(() => {
    // Ends well before the limit of a line would strike.
    if (sent++ < 900) client.send('H');
  }, 1);
  t.teardown(() => {
    clearInterval(drip);
  });
  t.is(await client.next(), 'FAIL receiving. HELLO timed out: no answer within 0.3 s.');
  clearInterval(drip);
  t.deepEqual(await client.closed, { ended: true, errorCode: null });
  t.true(sent > 1);
  await serving.end();
  await nothingOpen();
});

test.serial(
  'each step has a deadline of its own, and one that ended well leaves nothing behind',
  async (t) => {
    const serving = await startServing(t, { otherTimeout: 0.3, workTimeout: 60, requests: 1 });
    const client = await connectClient(await serving.port());
    const work = await client.until('WORK');
    const slow = await connectClient(await serving.port());
    // When a later client has run out of time, the time of HELLO is long over for this one.
    await slow.closed;
    client.answer(work);
    t.is(await client.converse(), 'DONE');
    await serving.end();
    t.is(serving.of('done').length, 1);
    await nothingOpen();
  },
);

test.serial('one that never reads is told, and its connection ends when it goes', async (t) => {
  const serving = await startServing(t, { otherTimeout: 0.3 });
  const client = await connectClient(await serving.port());
  client.socket.pause();
  t.like(await serving.failureOf(client.localPort), { outcome: 'timeout', step: 'HELLO' });
  client.socket.destroy();
  t.like(await serving.first('closed'), { type: 'closed' });
  await serving.end();
  await nothingOpen();
});

test.serial('an answer that came in time counts, however late the event loop is', async (t) => {
  const serving = await startServing(t, { otherTimeout: 0.2, requests: 1 });
  const client = await connectClient(await serving.port());
  const hello = await client.until('HELLO');
  client.answer(hello);
  // The answer is in the server's socket now. The server cannot read it before its deadline is over.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
  t.is(await client.converse(), 'DONE');
  await serving.end();
  t.is(serving.of('failed').length, 0);
  await nothingOpen();
});

test.serial('a whole session has a deadline', async (t) => {
  const serving = await startServing(t, { workTimeout: 60, sessionTimeout: 0.3 });
  const client = await connectClient(await serving.port());
  await client.until('WORK');
  t.is(await client.next(), 'FAIL receiving. The session took longer than 0.3 s: it ended at WORK.');
  t.deepEqual(await client.closed, { ended: true, errorCode: null });
  await serving.end();
  t.like(serving.of('failed')[0], { outcome: 'timeout', error: { code: 'session_timed_out' } });
  await nothingOpen();
});
