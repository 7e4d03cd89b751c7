import test from 'ava';
import { WORK_BOUNDS, WorkDurations } from '../../lib/status/work-durations.js';

test('durations fall into the first bucket that holds them; the last one has no bound', (t) => {
  const work = new WorkDurations();
  for (const seconds of [0, 0.1, 0.11, 1800, 3601]) work.add(4, seconds);
  const { bounds, counts, count, sum, expectedHashes } = work.histogram;
  t.is(bounds, WORK_BOUNDS);
  t.is(counts.length, bounds.length + 1);
  t.deepEqual([counts[0], counts[1], counts[bounds.indexOf(1800)], counts.at(-1)], [2, 1, 1, 1]);
  t.is(count, 5);
  t.is(sum, 5401.21);
  t.is(expectedHashes, 80);
});

test('work of an earlier connection has no duration', (t) => {
  const work = new WorkDurations();
  work.addResumed();
  t.like(work.histogram, { count: 0, sum: 0, expectedHashes: 0, resumed: 1 });
});

test('the bounds grow', (t) => {
  t.deepEqual(
    [...WORK_BOUNDS].sort((a, b) => a - b),
    WORK_BOUNDS,
  );
});
