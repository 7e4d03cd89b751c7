import test from 'ava';
import { onOffFigure } from '../../../scripts/bench/on-off-figure.js';
import { onOffHead, onOffLine } from '../../../scripts/bench/on-off-report.js';
import { throughputHead, throughputLine } from '../../../scripts/bench/throughput-report.js';

test('on against both that are off, and these against each other, which is the noise', (t) => {
  const { onToOff, offToOff, on, off } = onOffFigure([
    { on: 2.2, off: 2, offAgain: 2 },
    { on: 3.9, off: 2, offAgain: 4 },
  ]);
  t.deepEqual({ min: onToOff.min, max: onToOff.max }, { min: 1.1, max: 1.3 });
  t.deepEqual(offToOff, { mean: 1.5, error: 0.5, min: 1, max: 2 });
  t.is(on.max, 3.9);
  t.is(off.mean, 2.5);
});

test('a line for a terminal', (t) => {
  const head = onOffHead('on, and off', 'the machine');
  t.true(head.includes('the machine'));
  const line = onOffLine(32, {
    onToOff: { mean: 1.0204, error: 0.0123, min: 0.77, max: 1.27 },
    offToOff: { mean: 1, error: 0.002, min: 0.99, max: 1.01 },
    on: { mean: 2.1, error: 0, min: 2.1, max: 2.1 },
    off: { mean: 2.05, error: 0, min: 2.05, max: 2.05 },
  });
  t.is(line.length, (head.at(-1) ?? '').length);
  t.true(line.length <= 80);
  t.is(
    line.replace(/ +/g, ' ').trim(),
    '32 1.020 ± 0.012 (0.77 to 1.27) 1.000 ± 0.002 (0.99 to 1.01) 2.10 ms 2.05 ms',
  );
});

test('one start has no error to tell', (t) => {
  const line = onOffLine(32, onOffFigure([{ on: 2.1, off: 2, offAgain: 2 }]));
  t.is(line.replace(/ +/g, ' ').trim(), '32 1.050 (1.05 to 1.05) 1.000 (1.00 to 1.00) 2.10 ms 2.00 ms');
});

test('sessions a second: a line for a terminal', (t) => {
  const line = throughputLine(32, { inFile: 612.4, inDatabase: 540.6, sessionsPerCommit: 8.04 });
  t.is(line.length, (throughputHead().at(-1) ?? '').length);
  t.is(line.replace(/ +/g, ' ').trim(), '32 612 / s 541 / s 8.0');
});
