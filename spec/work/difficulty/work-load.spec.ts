import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { SharedLoad } from '../../../lib/work/difficulty/shared-load.js';
import { WorkLoad } from '../../../lib/work/difficulty/work-load.js';

test('the load is the number of certificates that have a session in WORK', (t) => {
  const keys = fc.option(fc.constantFrom('a', 'b', 'c'));
  t.notThrows(() => {
    fc.assert(
      fc.property(fc.array(keys), fc.array(fc.nat()), (entered, order) => {
        const load = new WorkLoad();
        for (const key of entered) load.enter(key);
        const left = [...entered];
        for (const index of order) {
          const [key] = left.splice(index % Math.max(1, left.length), 1);
          if (key !== undefined) load.leave(key);
          const distinct = new Set(left.filter((each) => each !== null)).size;
          assert.equal(load.count, distinct + left.filter((each) => each === null).length);
        }
      }),
    );
  });
});

test('the load of several processes is their sum, and one that has ended counts no more', (t) => {
  const load = new SharedLoad();
  load.report(1, 5);
  load.report(2, 7);
  load.report(1, 2);
  t.is(load.total, 9);
  load.forget(2);
  load.forget(3);
  t.is(load.total, 2);
});
