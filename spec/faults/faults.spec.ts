import test from 'ava';
import { testCertificates } from '../support/certificates.js';
import { wholeSession } from '../support/line-client.js';
import { accountOf } from './helpers/account.js';
import { moreThan, Victim } from './helpers/victim.js';
import { FAULTS, type Fault } from './table.js';

// After each fault: an honest client is served, each faulty connection has its one record or its one counted refusal, and sockets, timers
// and memory are where they were. And during each, an honest client is served too.

test.after.always(testCertificates().cleanup);

/** Honest clients of each test: before, during and after the fault. */
const HONEST = 3;

/** What caches of Node and compiled code may take. A session that stays in memory holds some 20 KB: 200 of them are noticed. */
const MEMORY_MARGIN_BYTES = 3_000_000;

const isHarmless = test.macro({
  title: (_, name: string) => name,
  exec: async (t, _: string, fault: Fault) => {
    t.timeout(60_000 + fault.connections * 30);
    const { connections, args = [], stays = false, begin, account = {}, check } = fault;
    const victim = await Victim.start(t, { args });
    const { program, port } = victim;
    const isServed = async (): Promise<boolean> => (await wholeSession(port, (name) => name)).done;
    const idle = await victim.idle();
    t.true(await isServed());
    const before = await victim.backAt(idle);

    const { open, release, over } = await begin(port, t);
    t.true(await isServed(), 'during the fault');
    if (stays) t.is(open(), connections, 'served before the others had timed out');
    release();
    await over;
    t.true(await isServed(), 'after the fault');

    const { done, failed, refused } = await victim.ended(connections + HONEST);
    t.is(done + failed + refused, connections + HONEST, 'one session or one refusal each');
    const after = await victim.backAt(idle);
    t.deepEqual(moreThan(idle, after), {}, 'nothing more is open');
    t.true(after.heapBytes < before.heapBytes + MEMORY_MARGIN_BYTES);

    t.deepEqual(await victim.stop(), { code: 0, signal: null });
    t.is(program.stderr, '');
    const left = await accountOf(t, victim);
    const sessions = Object.values(left.sessions).reduce((sum, count) => sum + count);
    t.is(sessions, done + failed);
    if (account.refused !== undefined) t.deepEqual(left.refused, account.refused);
    if (account.sessions !== undefined) {
      t.deepEqual(left.sessions, { ...account.sessions, done: (account.sessions['done'] ?? 0) + HONEST });
    }
    check?.(t, program.stdout + program.stderr + (await victim.log()));
  },
});

for (const [name, fault] of Object.entries(FAULTS)) test.serial(isHarmless, name, fault);
