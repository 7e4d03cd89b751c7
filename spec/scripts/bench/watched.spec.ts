import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { measureRounds } from '../../../scripts/bench/cpu.js';
import { figureOf } from '../../../scripts/bench/rounds.js';
import { prepareRun } from '../../../scripts/bench/run.js';
import { subjectOf, THIS_CHECKOUT } from '../../../scripts/bench/subjects.js';
import { withClass } from '../../../scripts/bench/watched.js';
import { watchedFigure } from '../../../scripts/bench/watched-figure.js';
import { watchedHead, watchedLine } from '../../../scripts/bench/watched-report.js';
import '../../support/uncovered-children.js';

test('on against both that are off, and these against each other, which is the noise', (t) => {
  const { onToOff, offToOff, on, off } = watchedFigure([
    { on: 2.2, off: 2, offAgain: 2 },
    { on: 3.9, off: 2, offAgain: 4 },
  ]);
  t.deepEqual({ min: onToOff.min, max: onToOff.max }, { min: 1.1, max: 1.3 });
  t.deepEqual(offToOff, { mean: 1.5, error: 0.5, min: 1, max: 2 });
  t.is(on.max, 3.9);
  t.is(off.mean, 2.5);
});

test('a line for a terminal', (t) => {
  const head = watchedHead('watched', 'the machine');
  t.true(head.includes('the machine'));
  const line = watchedLine(32, {
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
  const line = watchedLine(32, watchedFigure([{ on: 2.1, off: 2, offAgain: 2 }]));
  t.is(line.replace(/ +/g, ' ').trim(), '32 1.050 (1.05 to 1.05) 1.000 (1.00 to 1.00) 2.10 ms 2.00 ms');
});

test('a watched server is measured while its readers read', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-bench-watched-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const { signal } = new AbortController();
  const run = await withClass(await prepareRun(directory, process.execPath, signal), { kinds: ['watched'] });
  t.is(run.clients.length, 80);
  const watched = subjectOf('watched', THIS_CHECKOUT);
  const subjects = new Map([
    ['ours', watched],
    ['bare', subjectOf('program', THIS_CHECKOUT)],
  ] as const);
  const rounds = await measureRounds(subjects, run, { level: 2, sessions: 4, pairs: 1, warmUp: 4 });
  t.true(figureOf(rounds).ratio.median > 0);
});

test('what is not watched has one client, as before', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-bench-watched-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const run = await prepareRun(directory, process.execPath, new AbortController().signal);
  t.is(await withClass(run, { kinds: ['program'] }), run);
});
