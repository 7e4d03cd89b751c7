import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import test from 'ava';
import { many } from '../support/attackers.js';
import { testCertificates } from '../support/certificates.js';
import { connectClient, LineClient, wholeSession } from '../support/line-client.js';
import { accountOf } from './helpers/account.js';
import { moreThan, Victim } from './helpers/victim.js';

test.after.always(testCertificates().cleanup);

/** The start needs some for a while. */
const FREE = 50;
const STRANGERS = 100;

test('descriptors run out, and come back: a session under way is done, and then everybody is served', async (t) => {
  const other = await Victim.start(t);
  const idle = await other.idle();
  const victim = await Victim.start(t, { descriptors: idle.descriptors + FREE });
  const { port } = victim;
  const early = await connectClient(port);
  const work = await early.until('WORK');

  const strangers = await many(STRANGERS, async () => {
    const client = new LineClient(connectTcp(port, '127.0.0.1'));
    await Promise.race([once(client.socket, 'connect'), client.closed]).catch(() => null);
    return client;
  });
  t.is(await early.answer(work).converse(), 'DONE');
  await early.closed;
  for (const { socket } of strangers) socket.destroy();
  await Promise.all(strangers.map(({ closed }) => closed));

  t.true((await wholeSession(port, (name) => name)).done);
  t.deepEqual(moreThan(idle, await victim.backAt(idle)), {});
  t.is((await victim.status()).refused, STRANGERS);
  t.deepEqual(await victim.stop(), { code: 0, signal: null });
  const { refused, sessions } = await accountOf(t, victim);
  t.deepEqual(refused, ['closed_early', 'shed_descriptors']);
  t.deepEqual(sessions, { done: 2 });
});
