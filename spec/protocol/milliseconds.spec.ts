import test from 'ava';
import { milliseconds } from '../../lib/protocol/milliseconds.js';

test('seconds as a timer takes them, and no more than it can count', (t) => {
  t.is(milliseconds(0.25), 250);
  t.is(milliseconds(10), 10_000);
  t.is(milliseconds(1e9), 2 ** 31 - 1);
  t.is(milliseconds(Infinity), 2 ** 31 - 1);
});
