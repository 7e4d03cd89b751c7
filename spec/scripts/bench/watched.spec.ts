import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { measureRounds } from '../../../scripts/bench/cpu.js';
import { figureOf, type Figure } from '../../../scripts/bench/rounds.js';
import { prepareRun } from '../../../scripts/bench/run.js';
import { subjectOf, THIS_CHECKOUT } from '../../../scripts/bench/subjects.js';
import { withClass } from '../../../scripts/bench/watched.js';
import { watchedHead, watchedLine } from '../../../scripts/bench/watched-report.js';
import '../../support/uncovered-children.js';

const spread = (median: number) => ({ median, min: median - 0.25, max: median + 0.25 });

const FIGURE: Figure = {
  ours: spread(2.1),
  bare: spread(2),
  ratio: spread(1.05),
  other: { own: spread(2.05), ratio: spread(1), change: spread(1.02) },
};

test('on against off first, and off against off, which is the noise', (t) => {
  const head = watchedHead('the machine');
  t.true(head.includes('the machine'));
  const line = watchedLine(32, FIGURE);
  t.is(line.length, (head.at(-1) ?? '').length);
  t.deepEqual(line.trim().split(/ {2,}/), [
    '32',
    '1.020 (0.770 to 1.270)',
    '1.000 (0.750 to 1.250)',
    '2.100 ms',
    '2.050 ms',
  ]);
  t.throws(() => watchedLine(32, { ...FIGURE, other: null }));
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
