import test from 'ava';
import type { DifficultyChange } from '../../../lib/work/difficulty/difficulty.js';
import { FollowedDifficulty } from '../../../lib/work/difficulty/followed-difficulty.js';

test('it has the number that the other process tells, and decides nothing', (t) => {
  const told: DifficultyChange[] = [];
  const difficulty = new FollowedDifficulty(24);
  difficulty.changes.subscribe((change) => told.push(change));
  difficulty.report();
  difficulty.configure();
  t.is(difficulty.nBits, 24);
  const change: DifficultyChange = { from: 24, to: 25, sessions: 84, target: 60, cause: 'load' };
  difficulty.follow(change);
  t.is(difficulty.nBits, 25);
  t.deepEqual(told, [change]);
});

test('a new configuration has a number of its own, which is no change to tell', (t) => {
  const difficulty = new FollowedDifficulty(24);
  difficulty.changes.subscribe(() => {
    t.fail();
  });
  difficulty.use(20);
  t.is(difficulty.nBits, 20);
});
