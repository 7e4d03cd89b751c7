import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import {
  ceilingOf,
  IN_TIME,
  probabilityInTime,
  SLOWEST_CLIENT,
} from '../../../lib/work/difficulty/ceiling.js';

test('the ceiling of usual deadlines', (t) => {
  // 2^29 / 1e6 is 537 s on average, and 1608 s in 95 of 100.
  t.is(ceilingOf(1800), 29);
  t.is(ceilingOf(600), 27);
  t.is(ceilingOf(60), 24);
});

test('at the ceiling the slowest client is done in time, and one bit above it is not', (t) => {
  t.notThrows(() => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 2_000_000, noNaN: true }), (seconds) => {
        const ceiling = ceilingOf(seconds);
        assert.ok(probabilityInTime(ceiling, SLOWEST_CLIENT, seconds) >= IN_TIME - 1e-9);
        assert.ok(probabilityInTime(ceiling + 1, SLOWEST_CLIENT, seconds) < IN_TIME + 1e-9);
      }),
    );
  });
});

test('the probability is that of independent attempts', (t) => {
  t.notThrows(() => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 20 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (nBits, attempts) => {
          const exact = 1 - (1 - 2 ** -nBits) ** attempts;
          assert.ok(Math.abs(probabilityInTime(nBits, attempts, 1) - exact) < 0.002);
        },
      ),
    );
  });
});
