import test from 'ava';
import { meanOf, spreadOf, type Spread } from '../../../scripts/bench/statistics.js';

const spreads = test.macro((t, values: readonly number[], expected: Spread) => {
  t.deepEqual(spreadOf(values), expected);
});

test('one value', spreads, [3], { median: 3, min: 3, max: 3 });
test('an odd number of values: the middle one', spreads, [10, 2, 9], { median: 9, min: 2, max: 10 });
test('an even number of values: the mean of the middle two', spreads, [4, 1, 3, 10], {
  median: 3.5,
  min: 1,
  max: 10,
});

test('the mean has its standard error', (t) => {
  // Squares of the distances: 4 + 0 + 4, by 2, by 3.
  t.deepEqual(meanOf([1, 3, 5]), { mean: 3, error: Math.sqrt(8 / 2 / 3), min: 1, max: 5 });
  t.deepEqual(meanOf([2]), { mean: 2, error: NaN, min: 2, max: 2 });
});
