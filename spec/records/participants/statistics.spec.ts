import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { NumberList } from '../../../lib/records/participants/number-list.js';
import { StatisticsFold } from '../../../lib/records/participants/statistics.js';
import { at, failure, sample } from '../reading/samples.js';

test('sessions are counted by outcome, by OK, and by step and reason where they failed', (t) => {
  const fold = new StatisticsFold();
  t.like(fold.statistics(), { sessions: 0, from: null, until: null, duration: null, work: [], failures: [] });
  for (const confirmed of [true, true, false, null])
    fold.add(sample({ confirmed, startedAt: at(10), endedAt: at(30) }));
  for (let n = 0; n < 3; n++) fold.add(failure({ suppressed: 2 }));
  fold.add(failure({ outcome: 'stopped', error: null, step: 'HELLO', startedAt: at(-5) }));
  const work = { nBits: 4, suffix: 'a', zeroBits: 4, seconds: 9 };
  fold.add(failure({ outcome: 'timeout', step: 'EMAIL1', work, endedAt: at(700) }));
  t.deepEqual(fold.statistics(), {
    sessions: 9,
    suppressed: 6,
    outcomes: { done: 4, failed: 3, timeout: 1, disconnected: 0, stopped: 1 },
    confirmed: { yes: 2, no: 1, unknown: 1 },
    from: at(-5),
    until: at(700),
    duration: { count: 4, median: 20, percentile90: 20, max: 20 },
    work: [
      { nBits: 4, count: 1, median: 9, percentile90: 9, max: 9 },
      { nBits: 8, count: 4, median: 1.5, percentile90: 1.5, max: 1.5 },
    ],
    failures: [
      { step: 'WORK', code: 'invalid_suffix', outcome: 'failed', sessions: 3 },
      { step: 'HELLO', code: null, outcome: 'stopped', sessions: 1 },
      { step: 'EMAIL1', code: 'invalid_suffix', outcome: 'timeout', sessions: 1 },
    ],
  });
});

test('how long work of an earlier connection took is not known', (t) => {
  const fold = new StatisticsFold();
  const work = { nBits: 4, suffix: 'a', zeroBits: 4, seconds: 0.1 };
  fold.add(sample({ work }));
  fold.add(sample({ work: { ...work, seconds: 9, resumed: true } }));
  t.like(fold.statistics(), { sessions: 2, work: [{ nBits: 4, count: 1, max: 0.1 }] });
});

test('a clock that was set back makes no negative duration', (t) => {
  const fold = new StatisticsFold();
  fold.add(sample({ startedAt: at(10), endedAt: at(0) }));
  t.is(fold.statistics().duration?.max, 0);
});

test('a spread is that of the sorted numbers', (t) => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 300 }), (numbers) => {
      const list = new NumberList();
      for (const number of numbers) list.push(number);
      const spread = list.spread();
      const sorted = [...numbers].sort((a, b) => a - b);
      assert.equal(spread?.count, numbers.length);
      assert.ok(spread.max === sorted.at(-1));
      const atMost = (value: number) => numbers.filter((number) => number <= value).length / numbers.length;
      assert.ok(atMost(spread.median) >= 0.5 && atMost(spread.percentile90) >= 0.9);
      assert.ok(spread.median <= spread.percentile90 && spread.percentile90 <= spread.max);
    }),
  );
  t.is(new NumberList().spread(), null);
});

test('a list of numbers grows', (t) => {
  const list = new NumberList();
  for (let n = 1; n <= 1000; n++) list.push(n);
  t.deepEqual(list.spread(), { count: 1000, median: 500, percentile90: 900, max: 1000 });
});
