import test from 'ava';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { TAKE_WORK, WORK_FREED } from '../../../../../lib/programs/server/workers/messages/work.js';
import { WorkDesk } from '../../../../../lib/programs/server/workers/primary/work-desk.js';
import { OldWork } from '../../../../../lib/programs/server/workers/worker/old-work.js';
import { ToldWorkStore } from '../../../../../lib/programs/server/workers/worker/told-work-store.js';
import type { TallyEntry } from '../../../../../lib/server/limits/tally.js';
import type { WantedWork } from '../../../../../lib/session/work-store.js';
import { MemoryWorkStore } from '../../../../../lib/work/sticky/memory-work-store.js';
import { connectedChannels, type ConnectedChannels } from '../../../../support/channels.js';
import {
  doesAsTheModel,
  LIFETIME,
  MAX_PER_CERTIFICATE,
  settled,
  steps,
} from '../../../../support/work-stores.js';

// The work of two workers whose primary keeps it in its memory.

const CERTIFICATE = 'certificate';

function wanted(session: string, certificate = CERTIFICATE): WantedWork {
  return { certificate, session, token: `token of ${session}`, nBits: 3, lifetime: LIFETIME };
}

interface WorkerUnderTest {
  readonly channels: ConnectedChannels;
  readonly desk: WorkDesk;
  readonly oldWork: OldWork;
  readonly store: ToldWorkStore;
}

/** Two workers. As in the program, the primary says at the admission of a client whether it has old work. */
function twoWorkers(memory = new MemoryWorkStore()) {
  const workers: WorkerUnderTest[] = [];
  for (const channels of [connectedChannels(), connectedChannels()]) {
    const onFreed = (certificate: string): void => {
      for (const each of workers) each.channels.primary.tell(WORK_FREED, certificate);
    };
    const desk = new WorkDesk({ store: memory, memory }, channels.primary, onFreed);
    const oldWork = new OldWork();
    workers.push({ channels, desk, oldWork, store: new ToldWorkStore(channels.worker, oldWork) });
  }
  const [one, two] = workers;
  if (one === undefined || two === undefined) throw new Error('There are two.');
  const admit = ({ oldWork }: WorkerUnderTest, certificate = CERTIFICATE): TallyEntry => {
    const entry = oldWork.came(certificate);
    if (memory.has(certificate)) oldWork.freed(certificate);
    return entry;
  };
  /** Until all that was said has been heard, and what was said to that. */
  const heard = async (): Promise<void> => {
    for (let round = 0; round < 2; round++) {
      for (const { channels } of workers) {
        await channels.worker.flushed();
        await turn();
        await channels.primary.flushed();
        await turn();
      }
    }
  };
  return { memory, one, two, admit, heard };
}

/** How many questions for work the worker has sent. */
function asked({ channels }: WorkerUnderTest): number {
  return channels.sent.flat().filter((entry) => (entry as readonly unknown[])[0] === TAKE_WORK.name).length;
}

test('a client without old work has the fresh one at once, and the primary is told', async (t) => {
  const { memory, one, admit, heard } = twoWorkers();
  admit(one);
  t.deepEqual(one.store.take(wanted('a')), {
    token: 'token of a',
    nBits: 3,
    isResumed: false,
    secondsLeft: LIFETIME,
  });
  await heard();
  t.is(memory.held, 1);
  t.true(one.store.spend('token of a', 'a'));
  t.false(one.store.spend('token of a', 'a'));
  await heard();
  t.deepEqual([memory.held, memory.waiting, asked(one)], [0, 0, 0]);
});

test('it does what a store in one process does', async (t) => {
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      let now = 0;
      const clock = { now: () => now };
      const memory = new MemoryWorkStore({ clock, maxPerCertificate: MAX_PER_CERTIFICATE });
      const { one, admit, heard } = twoWorkers(memory);
      for (const certificate of ['certificate 0', 'certificate 1']) admit(one, certificate);
      const advance = async (seconds: number): Promise<void> => {
        await heard();
        now += seconds * 1000;
      };
      await doesAsTheModel({ store: one.store, advance }, given);
    }),
    { numRuns: 10 },
  );
  t.pass();
});

test('a client comes again to another worker, which asks, and has its work', async (t) => {
  const { memory, one, two, admit, heard } = twoWorkers();
  admit(one);
  await settled(one.store.take(wanted('a')));
  one.store.release('a');
  await heard();
  admit(two);
  t.like(await settled(two.store.take(wanted('b'))), { token: 'token of a', isResumed: true });
  t.is(asked(two), 1);
  t.false(two.store.spend('token of b', 'b'), 'that is not what it holds');
  t.true(two.store.spend('token of a', 'b'));
  await heard();
  t.deepEqual([memory.held, memory.waiting], [0, 0]);
});

test('work that is free only after the admission is told of, to those who have sessions of the client', async (t) => {
  const { one, two, admit, heard } = twoWorkers();
  admit(one);
  await settled(one.store.take(wanted('a')));
  admit(two);
  admit(two, 'another');
  one.store.release('a');
  await heard();
  t.like(await settled(two.store.take(wanted('b'))), { token: 'token of a', isResumed: true });
  t.like(two.store.take(wanted('c', 'another')), { isResumed: false });
  t.is(asked(two), 1);
});

test('a lost worker gives back what its sessions hold, and not what was spent or discarded', async (t) => {
  const { memory, one, two, admit, heard } = twoWorkers();
  for (const session of ['a', 'b', 'c']) {
    admit(one);
    await settled(one.store.take(wanted(session)));
  }
  admit(two);
  await settled(two.store.take(wanted('other')));
  t.true(one.store.spend('token of a', 'a'));
  one.store.discard('b');
  await heard();
  one.channels.close();
  one.desk.giveBack();
  t.is(memory.held, 1, 'that of the other worker');
  admit(two);
  t.like(await settled(two.store.take(wanted('d'))), { token: 'token of c', isResumed: true });
  t.like(await settled(two.store.take(wanted('e'))), { token: 'token of e', isResumed: false });
});

test('a session that ends while its work is asked for holds nothing', async (t) => {
  const { memory, one, admit, heard } = twoWorkers();
  admit(one);
  await settled(one.store.take(wanted('a')));
  one.store.release('a');
  await heard();
  admit(one);
  const taking = one.store.take(wanted('b'));
  one.store.release('b');
  const { token } = await settled(taking);
  t.is(token, 'token of a');
  t.false(one.store.spend(token, 'b'));
  await heard();
  t.deepEqual([memory.held, memory.waiting], [0, 1], 'the next one gets it');
});

test('of a certificate without sessions nothing is remembered; who is not known asks', (t) => {
  const oldWork = new OldWork();
  t.true(oldWork.mayBeFor('x'));
  oldWork.freed('x');
  t.is(oldWork.size, 0);
  const sessions = [oldWork.came('x'), oldWork.came('x')] as const;
  t.false(oldWork.mayBeFor('x'));
  oldWork.freed('x');
  oldWork.left(sessions[0]);
  t.true(oldWork.mayBeFor('x'), 'one is still there');
  oldWork.left(sessions[1]);
  t.is(oldWork.size, 0);
  oldWork.came('x');
  t.false(oldWork.mayBeFor('x'), 'it comes anew');
});

test('of two workers whose sessions come and go, nobody holds what another one has', async (t) => {
  const act = fc.record({ worker: fc.constantFrom('one' as const, 'two' as const), session: fc.nat(4) });
  const kind = fc.constantFrom('release', 'spend', 'discard');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(act, kind), { maxLength: 30 }), async (acts) => {
      const { memory, admit, heard, ...workers } = twoWorkers();
      const holding = new Map<string, string>();
      const entries = new Map<string, TallyEntry>();
      const gone = new Set<string>();
      for (const [n, [{ worker, session }, does]] of acts.entries()) {
        const { store } = workers[worker];
        const id = `${worker}-${session}`;
        const token = holding.get(id);
        if (token === undefined) {
          entries.set(id, admit(workers[worker]));
          const taken = await settled(store.take({ ...wanted(id), token: `token ${n}` }));
          assert.ok(![...holding.values()].includes(taken.token), 'held twice');
          assert.ok(!gone.has(taken.token), 'spent before');
          holding.set(id, taken.token);
          continue;
        }
        holding.delete(id);
        const entry = entries.get(id);
        assert.ok(entry !== undefined);
        workers[worker].oldWork.left(entry);
        if (does === 'spend') assert.ok(store.spend(token, id));
        else if (does === 'discard') store.discard(id);
        else store.release(id);
        if (does !== 'release') gone.add(token);
        // Some things are heard late.
        if (session % 2 === 0) await heard();
      }
      await heard();
      assert.equal(memory.held, holding.size);
      workers.one.desk.giveBack();
      workers.two.desk.giveBack();
      assert.equal(memory.held, 0);
    }),
    { numRuns: 10 },
  );
  t.pass();
});
