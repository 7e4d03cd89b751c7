import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { clientsLine, HEAD, sampleLine, verdict } from '../../../scripts/soak/report.js';
import { afterWarmUp, growths, LIMITS, slopeOf, type Sample } from '../../../scripts/soak/verdict.js';

/** Samples every second, of a process whose RSS is this many megabytes at each. */
const samples = (...megabytes: readonly number[]): Sample[] =>
  megabytes.map((rss, n) => ({
    seconds: n + 1,
    clients: n * 10,
    rssBytes: rss * 1e6,
    heapBytes: 12e6,
    descriptors: 40,
  }));

test('the slope is that of the line, whatever noise is beside it', (t) => {
  t.is(slopeOf([]), 0);
  t.is(slopeOf([[1, 5]]), 0);
  fc.assert(
    fc.property(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 }), (slope, base) => {
      const points = Array.from(
        { length: 8 },
        (_, x) => [x, base + slope * x + (x % 4 < 2 ? x % 2 : -(x % 2))] as const,
      );
      const exact = slopeOf(points.map(([x]) => [x, base + slope * x]));
      assert.ok(Math.abs(exact - slope) < 1e-9);
      assert.ok(Math.abs(slopeOf(points) - slope) < 0.5);
    }),
  );
  t.pass();
});

test('a warm-up does not count', (t) => {
  const warm = samples(50, 80, 100, ...Array.from({ length: 17 }, () => 101));
  t.is(afterWarmUp(warm).length, 15);
  t.is(growths(warm)[0]?.growth, 0);
  t.regex(verdict(growths(warm), []).line, /^FLAT: RSS \+0\.0 MB \(at most 24\.0 MB\), heap \+0\.0 MB/);
  t.true(verdict(growths(warm), []).passed);
});

test('what grows all the time does not pass, and the line says what', (t) => {
  const growing = samples(...Array.from({ length: 40 }, (_, n) => 70 + n));
  const { line, passed } = verdict(growths(growing), []);
  t.false(passed);
  t.is(line, 'NOT FLAT: grew: RSS +28.0 MB (at most 24.0 MB)');
});

test('a failure of another kind does not pass either', (t) => {
  const flat = samples(1, 1, 1, 1, 1, 1);
  t.deepEqual(verdict(growths(flat), ['3 files stay open']), {
    line: 'NOT FLAT: 3 files stay open',
    passed: false,
  });
});

test('a run that is too short has no verdict', (t) => {
  t.throws(() => growths(samples(1, 2, 3)), { message: 'The run was too short: give it more --minutes.' });
  t.deepEqual(Object.keys(LIMITS), ['rssBytes', 'heapBytes', 'descriptors']);
});

test('the table', (t) => {
  const [sample] = samples(70.25);
  t.deepEqual(
    [HEAD, ...(sample === undefined ? [] : [sampleLine(sample)])],
    ['    time   clients        RSS       heap  files', '     1 s         0    70.3 MB    12.0 MB     40'],
  );
  t.is(clientsLine({ honest: 3, flood: 1 }), 'honest 3, flood 1');
});
