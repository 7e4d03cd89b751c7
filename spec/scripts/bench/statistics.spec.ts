import test from 'ava';
import { spreadOf, type Spread } from '../../../scripts/bench/statistics.js';

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
