import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { measureRounds } from '../../../scripts/bench/cpu.js';
import { figureOf } from '../../../scripts/bench/rounds.js';
import { prepareRun } from '../../../scripts/bench/run.js';
import { subjectOf, THIS_CHECKOUT } from '../../../scripts/bench/subjects.js';
import { withClass } from '../../../scripts/bench/with-class.js';
import '../../support/uncovered-children.js';

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
