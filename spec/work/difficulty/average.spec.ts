import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { AVERAGE_MS, MovingAverage } from '../../../lib/work/difficulty/average.js';

function averageOf(values: readonly (readonly [value: number, at: number])[]): number {
  const average = new MovingAverage();
  for (const [value, at] of values) average.add(value, at);
  return average.value;
}

test('after its time it has gone 63 % of the way', (t) => {
  const value = averageOf([
    [0, 1000],
    [100, 1000 + AVERAGE_MS],
  ]);
  t.is(Math.round(value), 63);
});

test('it does not matter into how many reports a time is cut', (t) => {
  const times = fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 20 });
  t.notThrows(() => {
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 1000 }), (cuts, value) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), 300_000];
        const once = averageOf([
          [value, 0],
          [value, 300_000],
        ]);
        assert.ok(Math.abs(averageOf(at.map((each) => [value, each])) - once) < 1e-6);
      }),
    );
  });
});

test('a clock that goes back changes nothing', (t) => {
  t.is(
    averageOf([
      [5, 1000],
      [9, 500],
    ]),
    0,
  );
});
