import test from 'ava';
import { Flooders, PENALTY_MS } from '../../../lib/server/traffic/flooders.js';

test('a certificate is refused for a minute after its last flood', (t) => {
  const flooders = new Flooders();
  t.false(flooders.has('A', 0));
  flooders.add('A', 0);
  flooders.add('A', 1000);
  t.true(flooders.has('A', PENALTY_MS + 999));
  t.false(flooders.has('B', 1000));
  t.false(flooders.has('A', PENALTY_MS + 1000));
});

test('the table is bounded: the oldest is forgotten', (t) => {
  const flooders = new Flooders();
  for (let n = 0; n < 1000; n++) flooders.add(`${n}`, 0);
  flooders.add('0', 1);
  flooders.add('one more', 2);
  t.true(flooders.has('0', 2));
  t.false(flooders.has('1', 2));
  t.true(flooders.has('2', 2));
});
