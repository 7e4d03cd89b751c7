import test from 'ava';
import type { DifficultyChange } from '../../../lib/work/difficulty/difficulty.js';
import { FollowedDifficulty } from '../../../lib/work/difficulty/followed-difficulty.js';

test('it reports a load that has changed, and has the number that the other process tells', (t) => {
  const sent: number[] = [];
  const told: DifficultyChange[] = [];
  const difficulty = new FollowedDifficulty(24, (load) => sent.push(load));
  difficulty.changes.subscribe((change) => told.push(change));
  for (const load of [0, 3, 3, 1]) difficulty.report(load);
  t.deepEqual(sent, [3, 1]);
  const change: DifficultyChange = { from: 24, to: 25, sessions: 84, target: 60, cause: 'load' };
  difficulty.follow(change);
  difficulty.configure();
  t.is(difficulty.nBits, 25);
  t.deepEqual(told, [change]);
});
