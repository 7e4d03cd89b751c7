import test from 'ava';
import { fitting, openFilesLimit } from '../../../scripts/bench/open-files.js';

test('levels that a process has no descriptors for are set apart', (t) => {
  t.deepEqual(fitting([1, 1000, 10_000], 1100), { levels: [1, 1000], tooMany: [10_000] });
});

test('without a limit all levels fit', (t) => {
  t.deepEqual(fitting([1, 10_000], Infinity), { levels: [1, 10_000], tooMany: [] });
});

test('this process may open some files', (t) => {
  t.true(openFilesLimit() > 0);
});
