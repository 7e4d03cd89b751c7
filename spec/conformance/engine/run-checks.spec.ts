import test from 'ava';
import type { CheckResult } from '../../../lib/conformance/engine/result.js';
import { runChecks, type Playable } from '../../../lib/conformance/engine/run-checks.js';

const result = (id: string): CheckResult => ({
  check: { id, level: 'must', section: 'session', rule: 'A rule.' },
  verdict: 'pass',
  expected: '',
  came: '',
  cause: null,
  seconds: 0,
  transcript: [],
  outputs: [],
});

/** Checks that end when they are told to. */
function controlled(...ids: readonly string[]) {
  const ends = new Map<string, () => void>();
  const started: string[] = [];
  const checks = ids.map((id): Playable => ({
    patient: id.startsWith('patient'),
    play: () => {
      started.push(id);
      return new Promise((resolve) =>
        ends.set(id, () => {
          resolve(result(id));
        }),
      );
    },
  }));
  return { checks, started, end: (id: string) => ends.get(id)?.() };
}

const turn = () => new Promise(setImmediate);

test('so many run at once, and results come in the order of the list', async (t) => {
  const { checks, started, end } = controlled('a', 'b', 'c');
  const told: string[] = [];
  const run = runChecks(checks, { jobs: 2, onResult: ({ check }) => told.push(check.id) });
  t.deepEqual(started, ['a', 'b']);
  end('b');
  await turn();
  t.deepEqual([started, told], [['a', 'b', 'c'], []]);
  end('a');
  await turn();
  t.deepEqual(told, ['a', 'b']);
  end('c');
  t.deepEqual(
    (await run).map(({ check }) => check.id),
    ['a', 'b', 'c'],
  );
});

test('those that mostly wait do not hold up the others', async (t) => {
  const { checks, started, end } = controlled('patient 1', 'patient 2', 'a');
  const run = runChecks(checks, { jobs: 1 });
  t.deepEqual(started, ['patient 1', 'patient 2', 'a']);
  for (const id of started) end(id);
  t.is((await run).length, 3);
});

test('nothing is started after the signal, and what it cut short does not count', async (t) => {
  const { checks, started, end } = controlled('a', 'b');
  const stop = new AbortController();
  const run = runChecks(checks, { jobs: 1, signal: stop.signal });
  stop.abort();
  end('a');
  t.deepEqual(await run, []);
  t.deepEqual(started, ['a']);
});
