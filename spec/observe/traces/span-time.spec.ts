import assert from 'node:assert';
import test from 'ava';
import fc from 'fast-check';
import { spanTime } from '../../../lib/observe/traces/span-time.js';

test('seconds and nanoseconds', (t) => {
  t.deepEqual(spanTime(0), [0, 0]);
  t.deepEqual(spanTime(1_234_567), [1234, 567_000_000]);
  t.deepEqual(spanTime(1999.9999), [2, 0], 'a fraction of a millisecond is noise');
});

test('they are never out of range', (t) => {
  const property = fc.property(fc.double({ min: 0, max: 1e14, noNaN: true }), (ms) => {
    const [seconds, nanos] = spanTime(ms);
    assert.ok(Number.isInteger(seconds) && Number.isInteger(nanos));
    assert.ok(nanos >= 0 && nanos < 1e9, `${ms}`);
    assert.strictEqual(seconds * 1000 + nanos / 1e6, Math.round(ms));
  });
  fc.assert(property);
  t.pass();
});
