import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { CountingSeries, type Counted } from '../../lib/status/series.js';

const OPTIONS = { width: 60_000, maxBuckets: 10 };
const times = fc.array(fc.nat(10_000_000_000), { maxLength: 60 });
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

test('a series that widens counts everything, in at most so many buckets', (t) => {
  fc.assert(
    fc.property(times, (list) => {
      const series = new CountingSeries({ ...OPTIONS, whenFull: 'widen' });
      for (const at of list) series.count('began', at);
      const { began, done, width } = series.series;
      assert.equal(sum(began), list.length);
      assert.equal(sum(done), 0);
      assert.equal(done.length, began.length);
      assert.ok(began.length <= 10);
      assert.ok(Number.isInteger(Math.log2(width / 60_000)));
    }),
  );
  t.pass();
});

test('a series that slides has what was in its time; what comes too early counts in the first bucket', (t) => {
  fc.assert(
    fc.property(times, (list) => {
      const sorted = list.sort((a, b) => a - b);
      const series = new CountingSeries({ ...OPTIONS, whenFull: 'slide' });
      for (const at of sorted) series.count('done', at);
      const { done, from } = series.series;
      assert.ok(done.length <= 10);
      assert.equal(sum(done), sorted.filter((at) => at >= from).length);
    }),
  );
  t.pass();
});

test('the buckets of a series', (t) => {
  const series = new CountingSeries({ width: 10, maxBuckets: 4, whenFull: 'widen' });
  t.deepEqual(series.series, { from: 0, width: 10, began: [], done: [], failed: [], refused: [] });
  const counted: readonly (readonly [Counted, number])[] = [
    ['began', 105],
    ['began', 109],
    ['failed', 131],
    ['refused', 90],
    ['done', 145],
  ];
  for (const [what, at] of counted) series.count(what, at);
  t.deepEqual(series.series, {
    from: 100,
    width: 20,
    began: [2, 0, 0],
    done: [0, 0, 1],
    failed: [0, 1, 0],
    refused: [1, 0, 0],
  });
});
