import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import type { DifficultyChange } from '../../../lib/work/difficulty/difficulty.js';
import { LocalDifficulty } from '../../../lib/work/difficulty/local-difficulty.js';
import { settingsOf, type DifficultySettings } from '../../../lib/work/difficulty/settings.js';

const SETTINGS: DifficultySettings = { floor: 24, ceiling: 30, target: 60 };

/** A load that stays for so many seconds. */
type Phase = readonly [load: number, seconds: number];

interface Point {
  readonly second: number;
  readonly nBits: number;
}

/** Reports the load every second, as a server does. Returns the number of zero bits after each report. */
function run(phases: readonly Phase[], settings = SETTINGS) {
  const difficulty = new LocalDifficulty(settings);
  const changes: (DifficultyChange & { readonly second: number })[] = [];
  let second = 0;
  difficulty.changes.subscribe((change) => changes.push({ ...change, second }));
  const points: Point[] = [];
  for (const [load, seconds] of phases) {
    for (let n = 0; n < seconds; n++) {
      second += 1;
      difficulty.report(load, second * 1000);
      points.push({ second, nBits: difficulty.nBits });
    }
  }
  return { points, changes, difficulty };
}

const settings = fc
  .record({
    floor: fc.integer({ min: 0, max: 40 }),
    above: fc.integer({ min: 1, max: 8 }),
    target: fc.integer({ min: 1, max: 500 }),
  })
  .map(({ floor, above, target }): DifficultySettings => ({ floor, ceiling: floor + above, target }));
const load = fc.integer({ min: 0, max: 20_000 });
const phases = fc.array(fc.tuple(load, fc.integer({ min: 1, max: 400 })), { maxLength: 8 });

test('it stays between the floor and the ceiling, and begins at the floor', (t) => {
  t.notThrows(() => {
    fc.assert(
      fc.property(settings, phases, (given, trace) => {
        const { points } = run(trace, given);
        assert.equal(new LocalDifficulty(given).nBits, given.floor);
        for (const { nBits } of points) assert.ok(nBits >= given.floor && nBits <= given.ceiling);
      }),
    );
  });
});

test('it changes by one bit, at most once a minute', (t) => {
  t.notThrows(() => {
    fc.assert(
      fc.property(settings, phases, (given, trace) => {
        const { changes } = run(trace, given);
        let last = -Infinity;
        for (const { from, to, second } of changes) {
          assert.equal(Math.abs(to - from), 1);
          assert.ok(second - last >= 60);
          last = second;
        }
      }),
    );
  });
});

test('it never asks for more than the sessions that were there ask for', (t) => {
  t.notThrows(() => {
    fc.assert(
      fc.property(settings, phases, (given, trace) => {
        const most = Math.max(0, ...trace.map(([each]) => each));
        const allowed = given.floor + Math.max(0, Math.ceil(Math.log2(most / given.target)));
        for (const { nBits } of run(trace, given).points) assert.ok(nBits <= allowed);
      }),
    );
  });
});

test('who adds so many sessions raises it by no more than they count for', (t) => {
  t.notThrows(() => {
    fc.assert(
      fc.property(phases, fc.integer({ min: 0, max: 5000 }), (trace, added) => {
        const honest = Math.max(0, ...trace.map(([each]) => each));
        const attacked = run(trace.map(([each, seconds]) => [each + added, seconds]));
        const most = Math.max(...attacked.points.map(({ nBits }) => nBits), 24);
        assert.ok(most <= 24 + Math.max(0, Math.ceil(Math.log2((honest + added) / SETTINGS.target))));
      }),
    );
  });
});

test('a higher constant load never asks for fewer bits, at any time', (t) => {
  t.notThrows(() => {
    fc.assert(
      fc.property(settings, load, load, (given, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const [below, above] = [low, high].map((each) => run([[each, 1200]], given).points);
        below?.forEach(({ nBits }, index) => {
          assert.ok(nBits <= (above?.[index]?.nBits ?? NaN));
        });
      }),
    );
  });
});

test('at a constant load it comes to rest, and does not change to and fro', (t) => {
  t.notThrows(() => {
    fc.assert(
      fc.property(settings, phases, load, (given, before, constant) => {
        const warm = run(before, given).changes.length;
        const { changes } = run([...before, [constant, 3600]], given);
        const directions = changes.slice(warm).map(({ from, to }) => to - from);
        // The average may still carry what was before: one turn at most.
        const turns = directions.filter((each, index) => index > 0 && each !== directions[index - 1]).length;
        assert.ok(turns <= 1, directions.join(' '));
        const last = changes.at(-1)?.second ?? 0;
        const total = before.reduce((sum, [, seconds]) => sum + seconds, 0);
        assert.ok(last <= total + 60 * 2 * (given.ceiling - given.floor + 1) + 1200);
      }),
    );
  });
});

test('a load that wavers by less than the hysteresis changes nothing after it has settled', (t) => {
  t.notThrows(() => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.86, max: 1, noNaN: true }), { minLength: 60, maxLength: 60 }),
        (shares) => {
          // The target at 26 bits is 240. Down to 25 it goes below 0.7 times 120, up to 27 above 240.
          const wavering = shares.map((share): Phase => [240 * share, 30]);
          const { changes, points } = run([[240, 1200], ...wavering]);
          assert.deepEqual(
            changes.map(({ to }) => to),
            [25, 26],
          );
          assert.equal(points.at(-1)?.nBits, 26);
        },
      ),
      { numRuns: 20 },
    );
  });
});

test('the load of a class that is as fast as before does not keep it up: it comes down again', (t) => {
  // At the floor 100 are in WORK; as many clients a second keep 200 there at one bit more, and so on.
  const { difficulty } = run([
    [100, 300],
    [1000, 900],
  ]);
  t.true(difficulty.nBits > 25);
  let second = 1200;
  for (; second < 1200 + 900; second++) difficulty.report(20 * 2 ** (difficulty.nBits - 24), second * 1000);
  t.is(difficulty.nBits, 24);
});

test('a change says by what it was decided', (t) => {
  const { changes } = run([[84, 300]]);
  t.is(changes.length, 1);
  t.like(changes[0], { from: 24, to: 25, target: 60, cause: 'load', sessions: 61 });
});

test('another range moves it at once, and keeps it where the range has it', (t) => {
  const { difficulty, changes } = run([[200, 200]]);
  t.is(difficulty.nBits, 26);
  difficulty.configure({ floor: 24, ceiling: 28, target: 60 });
  t.is(difficulty.nBits, 26);
  difficulty.configure({ floor: 10, ceiling: 20, target: 60 });
  t.is(difficulty.nBits, 20);
  t.like(changes.at(-1), { from: 26, to: 20, cause: 'configured' });
});

test('the deadline of WORK lowers the ceiling, and never the floor', (t) => {
  t.deepEqual(settingsOf({ min: 24, max: 40 }, 60, 1800), { floor: 24, ceiling: 29, target: 60 });
  t.deepEqual(settingsOf({ min: 24, max: 26 }, 60, 1800), { floor: 24, ceiling: 26, target: 60 });
  t.deepEqual(settingsOf({ min: 35, max: 40 }, 60, 1800), { floor: 35, ceiling: 35, target: 60 });
});
