import test from 'ava';
import { Control } from '../../lib/work/control.js';

test('two controls of one buffer see the same', (t) => {
  const one = new Control();
  const other = new Control(one.buffer);
  one.tried(3);
  other.tried(2 ** 40);
  t.is(one.attempts, 3 + 2 ** 40);
  t.false(other.stopped);
  one.stop();
  t.true(other.stopped);
});
