import test from 'ava';
import fc from 'fast-check';
import { columnsOf, histogramOf, saySeries } from '../../lib/page/chart-data.js';
import { predict, sayWork } from '../../lib/page/prediction.js';
import { WorkDurations } from '../../lib/status/work-durations.js';
import { randomNumbers } from '../support/simulated-class.js';

function durations(nBits: number, seconds: readonly number[]) {
  const work = new WorkDurations();
  for (const each of seconds) work.add(nBits, each);
  return work.histogram;
}

const NONE = durations(20, []);

test('before the first work nothing is predicted', (t) => {
  t.is(predict(NONE, 20), null);
  t.deepEqual(histogramOf(NONE, 20), { columns: [[], [], []], beyond: 0 });
  t.is(sayWork(NONE, 20), 'No proof of work has been accepted yet.');
});

test('the mean is 2^n_bits by the rate, and the rate is hashes by seconds', (t) => {
  const work = durations(20, [10, 20]);
  const prediction = predict(work, 22);
  t.is(prediction?.rate, (2 * 2 ** 20) / 30);
  t.is(prediction?.mean, (2 ** 22 * 30) / (2 * 2 ** 20));
  t.true(Math.abs((prediction?.between(0, Infinity) ?? 0) - 2) < 1e-9);
  t.is(
    sayWork(work, 22),
    '2 proofs of work, 15.0 s on average. The line is what 22 bits predict: an exponential distribution whose mean is 2^22 hashes at the clients’ 70 kH/s, 1 min 00 s.',
  );
});

test('clients whose times are exponential are as predicted: each bucket within four standard deviations', (t) => {
  const random = randomNumbers(11);
  const work = durations(
    20,
    Array.from({ length: 5000 }, () => -12 * Math.log(1 - random())),
  );
  const prediction = predict(work, 20);
  let from = 0;
  for (const [index, to] of [...work.bounds, Infinity].entries()) {
    const expected = prediction?.between(from, to) ?? NaN;
    t.true(Math.abs((work.counts[index] ?? NaN) - expected) <= 4 * Math.sqrt(expected) + 1, `up to ${to} s`);
    from = to;
  }
});

test('the areas of the steps are the counts, whatever the durations', (t) => {
  const seconds = fc.array(fc.double({ min: 0.001, max: 4000, noNaN: true }), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(seconds, (list) => {
      const work = durations(20, list);
      const { columns, beyond } = histogramOf(work, 20);
      const [places, measured, predicted] = columns;
      const area = places
        .slice(1)
        .reduce((sum, place, index) => sum + (place - (places[index] ?? 0)) * (measured[index] ?? 0), 0);
      t.true(Math.abs(area + beyond - list.length) < 1e-6);
      t.true(places.every((place, index) => index === 0 || place > (places[index - 1] ?? Infinity)));
      t.is(predicted.length, places.length);
      t.true(predicted.every((value) => value !== null && value >= 0 && Number.isFinite(value)));
    }),
  );
});

test('a series has its points in the middle of its buckets, and a caption', (t) => {
  const series = {
    from: 60_000,
    width: 60_000,
    began: [3, 1],
    done: [1, 1],
    failed: [0, 1],
    refused: [0, 0],
  };
  t.deepEqual(columnsOf(series), [
    [90, 150],
    [3, 1],
    [1, 1],
    [0, 1],
  ]);
  t.is(saySeries(series, 'In the last hour'), 'In the last hour: 4 sessions began, 2 done, 1 failed.');
});
