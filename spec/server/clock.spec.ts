import test from 'ava';
import { testCertificates } from '../support/certificates.js';
import { connectClient } from '../support/line-client.js';
import { nothingOpen, startServing } from '../support/serving.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

test.serial('a clock that is set back two hours changes the time of day, and no duration', async (t) => {
  const serving = await startServing(t, { requests: 1 });
  const client = await connectClient(await serving.port());
  const work = await client.until('WORK');
  const real = Date.now;
  t.teardown(() => (Date.now = real));
  Date.now = () => real() - 7_200_000;
  client.answer(work);
  t.is(await client.converse(), 'DONE');
  await client.closed;
  await serving.end();
  Date.now = real;
  const [began] = serving.of('connected');
  const [accepted] = serving.of('work_accepted');
  const [done] = serving.of('done');
  t.true(began !== undefined && accepted !== undefined && done !== undefined);
  t.true((done?.at ?? 0) < (began?.at ?? 0), 'the time of day went back');
  t.true((accepted?.seconds ?? -1) >= 0 && (accepted?.seconds ?? 99) < 60);
  const elapsed = serving.events.flatMap((event) => ('elapsed' in event ? [event.elapsed] : []));
  t.deepEqual(
    elapsed,
    [...elapsed].sort((a, b) => a - b),
  );
  await nothingOpen();
});
