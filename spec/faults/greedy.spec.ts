import test from 'ava';
import { many } from '../support/attackers.js';
import { testCertificates } from '../support/certificates.js';
import { connectClient, wholeSession } from '../support/line-client.js';
import { accountOf } from './helpers/account.js';
import { moreThan, Victim } from './helpers/victim.js';

test.after.always(testCertificates().cleanup);

const CONNECTIONS = 300;
const HONEST = 5;
/** What `--max-per-certificate` is by itself. */
const PLACES = 4;

// Elsewhere only 127.0.0.1 is an address that one can come from.
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux(
  'one participant comes hundreds of times: he has his few sessions, and another is served',
  async (t) => {
    const { oddClient } = testCertificates();
    const victim = await Victim.start(t, { limited: true });
    const { port } = victim;
    const idle = await victim.idle();
    const honest = async (): Promise<void> => {
      t.true((await wholeSession(port, (name) => name, { identity: oddClient })).done);
    };
    await honest();
    const greedy = await many(CONNECTIONS, async (n) => {
      if (n % (CONNECTIONS / (HONEST - 2)) === 0) await honest();
      const client = await connectClient(port, { localAddress: '127.0.0.2' });
      await client.until('WORK').catch(() => null);
      return client;
    });
    await honest();
    const inWork = greedy.filter(({ socket, lines }) => !socket.closed && lines.at(-1)?.startsWith('WORK '));
    t.is(inWork.length, PLACES);
    for (const { socket, below } of greedy) {
      socket.destroy();
      below.destroy();
    }

    const { done, failed, refused } = await victim.ended(CONNECTIONS + HONEST);
    t.is(done + failed + refused, CONNECTIONS + HONEST);
    t.is(done, HONEST);
    const after = await victim.backAt(idle);
    t.deepEqual(moreThan(idle, after), {}, 'nothing more is open');
    t.deepEqual(await victim.stop(), { code: 0, signal: null });
    const account = await accountOf(t, victim);
    t.deepEqual(account.sessions, { done: HONEST, disconnected: PLACES });
    // Where he comes fast enough, he is refused for that too.
    t.true(account.refused.includes('too_many_sessions'));
  },
);
