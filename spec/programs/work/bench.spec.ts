import test from 'ava';
import { describe, estimate, measure } from '../../../lib/programs/work/bench.js';
import { engines } from '../../../lib/work/engine.js';

test('the engines are measured: one thread, all threads, node:crypto', async (t) => {
  const { measurements, estimates } = await measure({ seconds: 0.1, threads: 2 });
  const [best] = engines();
  t.deepEqual(
    measurements.map(({ engine, threads }) => [engine, threads]),
    [
      [best, 1],
      [best, 2],
      ['crypto', 2],
    ],
  );
  for (const { perSecond, perThread, perCpuSecond, threads } of measurements) {
    t.true(perSecond > 0 && perCpuSecond > 0);
    t.is(perThread, perSecond / threads);
  }
  t.deepEqual(
    estimates.map(({ nBits }) => nBits),
    [20, 24, 28, 32, 36],
  );
});

test('one thread is measured once', async (t) => {
  const { measurements } = await measure({ seconds: 0.1, threads: 1 });
  t.is(measurements.length, 2);
});

test('an interruption ends the measurement', async (t) => {
  const signal = AbortSignal.abort(new Error('interrupted'));
  await t.throwsAsync(measure({ seconds: 3600, threads: 1, signal }), { message: 'interrupted' });
});

test('19 of 20 searches are over at three times the mean', (t) => {
  const { meanSeconds, percentile95Seconds } = estimate(28, 2 ** 26);
  t.is(meanSeconds, 4);
  t.is(percentile95Seconds.toFixed(3), '11.983');
});

test('the tables', (t) => {
  const measurement = {
    engine: 'simd',
    threads: 2,
    perSecond: 54e6,
    perThread: 27e6,
    perCpuSecond: 26.5e6,
  } as const;
  t.is(
    describe({ measurements: [measurement], estimates: [estimate(28, 54e6)] }),
    `Million attempts per second
engine                 threads           total      per thread  per CPU second
simd                         2           54.00           27.00           26.50

Expected time of a search on this machine
n_bits                    mean 95th percentile
28                      4.97 s          14.9 s
`,
  );
});
