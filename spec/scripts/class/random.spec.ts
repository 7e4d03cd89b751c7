import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { SeededRandom } from '../../../scripts/class/random.js';

const seeds = fc.nat({ max: 0xffffffff });

test('one seed gives the same numbers, all of them from 0 to 1', (t) => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const [a, b] = [new SeededRandom(seed), new SeededRandom(seed)];
      for (let i = 0; i < 100; i++) {
        const value = a.float();
        assert.equal(value, b.float());
        assert.ok(value >= 0 && value < 1);
      }
    }),
  );
  t.not(new SeededRandom(1).float(), new SeededRandom(2).float());
});

test('the numbers are spread evenly', (t) => {
  const random = new SeededRandom(1);
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let i = 0; i < 10_000; i++) {
    const tenth = Math.floor(random.float() * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  for (const count of tenths) t.true(count > 850 && count < 1150, tenths.join(' '));
});

test('what is shuffled is all there, in another order', (t) => {
  const items = Array.from({ length: 50 }, (_, n) => n);
  const shuffled = new SeededRandom(1).shuffled(items);
  t.notDeepEqual(shuffled, items);
  t.deepEqual(
    shuffled.toSorted((a, b) => a - b),
    items,
  );
});
