import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { Unread } from '../../lib/lines/unread.js';

test('whatever is put and taken, what is left is the rest, in order', (t) => {
  const step = fc.record({
    put: fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 30 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const unread = new Unread();
      let expected = Buffer.alloc(0);
      for (const { put, share } of steps) {
        for (const piece of put) unread.put(Buffer.from(piece));
        expected = Buffer.concat([expected, ...put]);
        const taken = Math.floor(expected.length * share);
        unread.take(taken);
        expected = expected.subarray(taken);
        assert.deepEqual(unread.rest(), expected);
      }
    }),
  );
  t.pass();
});
