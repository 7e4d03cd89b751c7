import test from 'ava';
import { EMPTY, lastValueFrom, NEVER, toArray, type Observable } from 'rxjs';
import { guardRecordStore } from '../../lib/server/recorded.js';
import type { SessionEvent } from '../../lib/session/events.js';

const all = (kept: Observable<never>): Promise<never[]> => lastValueFrom(kept.pipe(toArray()));
const EVENT: SessionEvent = {
  type: 'committed',
  id: 'a',
  at: 0,
  elapsed: 0,
  peer: { remote: null, client: null, tls: null },
};

test('a record store without a fault is asked as ever', async (t) => {
  const seen: unknown[] = [];
  const guarded = guardRecordStore({
    observe: (event) => seen.push(event),
    commit: (id) => {
      seen.push(id);
      return EMPTY;
    },
  });
  guarded.observe(EVENT);
  t.deepEqual(await all(guarded.commit('a')), []);
  t.deepEqual(seen, [EVENT, 'a']);
});

test('what it throws reaches nobody, but nothing is kept from then on', async (t) => {
  const reasons = [new Error('first'), new Error('second')];
  const guarded = guardRecordStore({
    observe: () => {
      throw reasons.shift() ?? new Error('more');
    },
    commit: () => NEVER,
  });
  const [first] = reasons;
  guarded.observe(EVENT);
  guarded.observe(EVENT);
  const error = await t.throwsAsync(all(guarded.commit('a')), {
    name: 'ServiceError',
    code: 'not_durable',
  });
  t.is(error.cause, first);
  t.false(error.message.includes('first'));
});

test('each session has its own guard', async (t) => {
  const recordStore = {
    observe: ({ id }: SessionEvent) => {
      if (id === 'a') throw new Error('fault');
    },
    commit: () => EMPTY,
  };
  const [a, b] = [guardRecordStore(recordStore), guardRecordStore(recordStore)];
  a.observe(EVENT);
  b.observe({ ...EVENT, id: 'b' });
  await t.throwsAsync(all(a.commit('a')), { code: 'not_durable' });
  t.deepEqual(await all(b.commit('b')), []);
});
