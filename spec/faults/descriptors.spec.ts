import test from 'ava';
import { many } from '../support/attackers.js';
import { testCertificates } from '../support/certificates.js';
import { connectClient, connectRaw, wholeSession } from '../support/line-client.js';
import { accountOf } from './helpers/account.js';
import { Victim } from './helpers/victim.js';

test.after.always(testCertificates().cleanup);

const FREE = 20;
const STRANGERS = 60;

test('descriptors run out, and come back: a session under way is done, and then everybody is served', async (t) => {
  const other = await Victim.start(t);
  const idle = await other.idle();
  const victim = await Victim.start(t, { descriptors: idle.descriptors + FREE });
  const { port } = victim;
  const early = await connectClient(port);
  const work = await early.until('WORK');

  const strangers = await many(STRANGERS, () => connectRaw(port));
  t.is(await early.answer(work).converse(), 'DONE');
  await early.closed;
  for (const { socket } of strangers) socket.destroy();
  await Promise.all(strangers.map(({ closed }) => closed));

  t.true((await wholeSession(port, (name) => name)).done);
  t.is((await victim.backAt(idle)).descriptors, idle.descriptors);
  // Those that the kernel had no descriptor for are closed by libuv, and nobody is told of them.
  const { refused } = await victim.status();
  t.true(refused >= FREE - 1 && refused <= STRANGERS);
  t.deepEqual(await victim.stop(), { code: 0, signal: null });
  t.deepEqual(await accountOf(t, victim), { refused: ['closed_early'], records: { done: 2 } });
});
