import test from 'ava';
import { EMPTY, lastValueFrom, NEVER, toArray, type Observable } from 'rxjs';
import { guardKeeper } from '../../lib/server/keeper-guard.js';
import type { SessionEvent } from '../../lib/session/events.js';

const all = (kept: Observable<never>): Promise<never[]> => lastValueFrom(kept.pipe(toArray()));
const EVENT: SessionEvent = { type: 'kept', id: 'a', at: 0 };

test('a keeper without a fault is asked as ever', async (t) => {
  const seen: unknown[] = [];
  const guarded = guardKeeper({
    observe: (event) => seen.push(event),
    keep: (id) => {
      seen.push(id);
      return EMPTY;
    },
  });
  guarded.observe(EVENT);
  t.deepEqual(await all(guarded.keep('a')), []);
  t.deepEqual(seen, [EVENT, 'a']);
});

test('what it throws reaches nobody, but nothing is kept from then on', async (t) => {
  const reasons = [new Error('first'), new Error('second')];
  const guarded = guardKeeper({
    observe: () => {
      throw reasons.shift() ?? new Error('more');
    },
    keep: () => NEVER,
  });
  const [first] = reasons;
  guarded.observe(EVENT);
  guarded.observe(EVENT);
  const error = await t.throwsAsync(all(guarded.keep('a')), {
    name: 'ServiceError',
    code: 'answers_not_kept',
  });
  t.is(error.cause, first);
  t.false(error.message.includes('first'));
});

test('each session has its own guard', async (t) => {
  const keeper = {
    observe: ({ id }: SessionEvent) => {
      if (id === 'a') throw new Error('fault');
    },
    keep: () => EMPTY,
  };
  const [a, b] = [guardKeeper(keeper), guardKeeper(keeper)];
  a.observe(EVENT);
  b.observe({ ...EVENT, id: 'b' });
  await t.throwsAsync(all(a.keep('a')), { code: 'answers_not_kept' });
  t.deepEqual(await all(b.keep('b')), []);
});
