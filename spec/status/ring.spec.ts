import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { Ring } from '../../lib/status/ring.js';

test('a ring has the last items, in both orders, and tells which it replaced', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.nat(), { maxLength: 40 }), (max, items) => {
      const ring = new Ring<number>(max);
      const replaced = items.map((item) => ring.push(item));
      assert.deepEqual(ring.toArray(), items.slice(-max));
      assert.deepEqual([...ring.newestFirst()], items.slice(-max).reverse());
      assert.equal(ring.toArray().length, Math.min(max, items.length));
      assert.deepEqual(
        replaced,
        items.map((_, n) => items[n - max]),
      );
    }),
  );
  t.pass();
});
