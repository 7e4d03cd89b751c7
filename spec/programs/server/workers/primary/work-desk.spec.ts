import test from 'ava';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { ServiceError } from '../../../../../lib/protocol/errors.js';
import { WorkDesk } from '../../../../../lib/programs/server/workers/primary/work-desk.js';
import { RemoteWorkStore } from '../../../../../lib/programs/server/workers/worker/remote-work-store.js';
import type { TakenWork, WantedWork, WorkStore } from '../../../../../lib/session/work-store.js';
import { MemoryWorkStore } from '../../../../../lib/work/sticky/memory-work-store.js';
import { connectedChannels } from '../../../../support/channels.js';
import {
  doesAsTheModel,
  LIFETIME,
  MAX_PER_CERTIFICATE,
  settled,
  steps,
} from '../../../../support/work-stores.js';

// The work of two workers, over their channels, in one store.

function wanted(session: string, token = `token of ${session}`): WantedWork {
  return { certificate: 'certificate', session, token, nBits: 3, lifetime: LIFETIME };
}

function twoWorkers<Store extends WorkStore>(store: Store) {
  const channels = [connectedChannels(), connectedChannels()] as const;
  // As one with a database: each step is asked for.
  const work = { store, memory: null };
  const onFreed = (): void => undefined;
  const desks = [
    new WorkDesk(work, channels[0].primary, onFreed),
    new WorkDesk(work, channels[1].primary, onFreed),
  ] as const;
  const stores = [new RemoteWorkStore(channels[0].worker), new RemoteWorkStore(channels[1].worker)] as const;
  const lose = (worker: 0 | 1): void => {
    channels[worker].close();
    desks[worker].giveBack();
  };
  return { store, stores, channels, lose };
}

/** A store in memory that answers `take` and `spend` when it is told to, as one with a database does. */
class LateStore implements WorkStore {
  readonly memory = new MemoryWorkStore();
  readonly #taking = new Map<string, boolean>();
  #late: (() => void)[] = [];

  take(given: WantedWork): Promise<TakenWork> {
    this.#taking.set(given.session, true);
    return this.#later(() => {
      const taken = this.memory.take(given);
      const lives = this.#taking.get(given.session) ?? true;
      this.#taking.delete(given.session);
      if (!lives) this.memory.release(given.session);
      return taken;
    });
  }

  spend(token: string, session: string): Promise<boolean> {
    return this.#later(() => this.memory.spend(token, session));
  }

  release(session: string): void {
    if (this.#taking.has(session)) this.#taking.set(session, false);
    this.memory.release(session);
  }

  discard(session: string): void {
    this.memory.discard(session);
  }

  /** The number of questions without an answer. */
  get waiting(): number {
    return this.#late.length;
  }

  answer(): void {
    for (const answer of this.#late.splice(0)) answer();
  }

  #later<T>(answer: () => T): Promise<T> {
    return new Promise((resolve) => {
      this.#late.push(() => {
        resolve(answer());
      });
    });
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}

test('over the channel it does what a store in one process does', async (t) => {
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      let now = 0;
      const clock = { now: () => now };
      const { stores } = twoWorkers(new MemoryWorkStore({ clock, maxPerCertificate: MAX_PER_CERTIFICATE }));
      const advance = (seconds: number): void => void (now += seconds * 1000);
      await doesAsTheModel({ store: stores[0], advance }, given);
    }),
    { numRuns: 15 },
  );
  t.pass();
});

test('a client comes again to another worker, and has its work', async (t) => {
  const { store, stores } = twoWorkers(new MemoryWorkStore());
  const first = await stores[0].take(wanted('a'));
  t.like(first, { token: 'token of a', isResumed: false });
  stores[0].release('a');
  await until(() => store.held === 0);
  t.like(await stores[1].take(wanted('b')), { token: 'token of a', nBits: 3, isResumed: true });
  t.true(await stores[1].spend('token of a', 'b'));
  t.false(await stores[0].spend('token of a', 'a'));
  t.deepEqual([store.held, store.waiting], [0, 0]);
});

test('a lost worker gives back what its sessions hold, and not what was spent or discarded', async (t) => {
  const { store, stores, lose } = twoWorkers(new MemoryWorkStore());
  for (const session of ['a', 'b', 'c']) await stores[0].take(wanted(session));
  await stores[1].take(wanted('other'));
  t.true(await stores[0].spend('token of a', 'a'));
  stores[0].discard('b');
  await until(() => store.held === 2);
  lose(0);
  t.is(store.held, 1, 'that of the other worker');
  t.like(await stores[1].take(wanted('d')), { token: 'token of c', isResumed: true });
  t.like(await stores[1].take(wanted('e')), { token: 'token of e', isResumed: false });
});

test('a release while the store takes counts for what it takes', async (t) => {
  const { store, stores } = twoWorkers(new LateStore());
  const taking = stores[0].take(wanted('a'));
  stores[0].release('a');
  await until(() => store.waiting === 1);
  store.answer();
  await taking;
  t.deepEqual([store.memory.held, store.memory.waiting], [0, 1]);
});

test('a worker that is lost while the store takes leaves nothing held', async (t) => {
  const { store, stores, lose } = twoWorkers(new LateStore());
  const taking = stores[0].take(wanted('a'));
  await until(() => store.waiting === 1);
  lose(0);
  store.answer();
  await turn();
  t.deepEqual([store.memory.held, store.memory.waiting], [0, 1]);
  t.is(await Promise.race([taking, turn('no answer')]), 'no answer');
});

test('a worker that is lost while the store spends gives nothing back', async (t) => {
  const { store, stores, lose } = twoWorkers(new LateStore());
  const taking = stores[0].take(wanted('a'));
  await until(() => store.waiting === 1);
  store.answer();
  const { token } = await taking;
  void stores[0].spend(token, 'a');
  await until(() => store.waiting === 1);
  lose(0);
  store.answer();
  await turn();
  t.deepEqual([store.memory.held, store.memory.waiting], [0, 0]);
});

test('a worker ends nothing but the sessions that it has', async (t) => {
  const { store, stores } = twoWorkers(new MemoryWorkStore());
  await stores[0].take(wanted('a'));
  stores[1].release('a');
  stores[1].discard('a');
  await stores[1].take(wanted('b'));
  t.is(store.held, 2);
});

test('what the store throws reaches the session, which then holds nothing', async (t) => {
  const released: string[] = [];
  const fails = (): never => {
    throw new ServiceError('hook_timed_out', 'It is away.');
  };
  const { stores } = twoWorkers({
    take: fails,
    spend: () => Promise.reject(new ServiceError('hook_timed_out', 'It is slow.')),
    release: (session) => released.push(session),
    discard: () => undefined,
  });
  await t.throwsAsync(stores[0].take(wanted('a')), { code: 'hook_timed_out', message: 'It is away.' });
  stores[0].release('a');
  stores[0].release('a');
  await t.throwsAsync(stores[0].spend('x', 'b'), { message: 'It is slow.' });
  t.deepEqual(released, ['a'], 'once');
});

test('of two workers whose sessions come and go, nobody holds what another one has', async (t) => {
  const act = fc.record({ worker: fc.constantFrom(0 as const, 1 as const), session: fc.nat(4) });
  const kind = fc.constantFrom('release', 'spend', 'discard');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(act, kind), { maxLength: 30 }), async (acts) => {
      const { store, stores, lose } = twoWorkers(new MemoryWorkStore());
      const holding = new Map<string, string>();
      const spent = new Set<string>();
      let begun = 0;
      for (const [{ worker, session }, does] of acts) {
        const id = `${worker}-${session}`;
        const token = holding.get(id);
        if (token === undefined) {
          begun += 1;
          const taken = await settled(stores[worker].take(wanted(id, `token ${begun}`)));
          assert.ok(![...holding.values()].includes(taken.token), 'held twice');
          assert.ok(!spent.has(taken.token), 'spent before');
          holding.set(id, taken.token);
          continue;
        }
        holding.delete(id);
        if (does === 'spend') {
          assert.ok(await stores[worker].spend(token, id));
          spent.add(token);
        } else if (does === 'discard') {
          stores[worker].discard(id);
          spent.add(token);
        } else stores[worker].release(id);
        await until(() => store.held === holding.size);
      }
      lose(0);
      lose(1);
      assert.equal(store.held, 0);
    }),
    { numRuns: 15 },
  );
  t.pass();
});
