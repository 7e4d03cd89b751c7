import test from 'ava';
import { alternating, figureOf } from '../../../scripts/bench/pairs.js';

test('both are measured in turns, and in turns first', async (t) => {
  const order: string[] = [];
  const pairs = await alternating(3, (who) => Promise.resolve(order.push(who)));
  t.deepEqual(order, ['ours', 'bare', 'bare', 'ours', 'ours', 'bare']);
  t.deepEqual(pairs, [
    { ours: 1, bare: 2 },
    { ours: 4, bare: 3 },
    { ours: 5, bare: 6 },
  ]);
});

test('the ratio is that of each pair, and not of the medians', (t) => {
  const { ours, bare, ratio } = figureOf([
    { ours: 1, bare: 2 },
    { ours: 40, bare: 10 },
    { ours: 6, bare: 6 },
  ]);
  t.deepEqual(ours, { median: 6, min: 1, max: 40 });
  t.deepEqual(bare, { median: 6, min: 2, max: 10 });
  t.deepEqual(ratio, { median: 1, min: 0.5, max: 4 });
});
