import test from 'ava';
import { fitting, openFilesLimit } from '../../../scripts/bench/open-files.js';

test('levels that need too many descriptors are separated', (t) => {
  t.deepEqual(fitting([1, 1000, 10_000], 1100), { levels: [1, 1000], tooMany: [10_000] });
});

test('without a limit all levels fit', (t) => {
  t.deepEqual(fitting([1, 10_000], Infinity), { levels: [1, 10_000], tooMany: [] });
});

test('the limit of this process is positive', (t) => {
  t.true(openFilesLimit() > 0);
});
