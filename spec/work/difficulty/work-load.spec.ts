import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
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
