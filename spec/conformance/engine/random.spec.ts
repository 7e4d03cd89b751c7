import test from 'ava';
import { Random } from '../../../lib/conformance/engine/random.js';

test('the same seed and label give the same choices', (t) => {
  const [a, b] = [new Random(7, 'work.plain'), new Random(7, 'work.plain')];
  t.deepEqual([a.token(), a.int(0, 1000), a.bytes(5)], [b.token(), b.int(0, 1000), b.bytes(5)]);
});

test('another seed, and another label, give others', (t) => {
  const token = new Random(7, 'work.plain').token();
  t.not(new Random(8, 'work.plain').token(), token);
  t.not(new Random(7, 'work.twice').token(), token);
});

test('a token has as many characters as asked for, all of its alphabet', (t) => {
  t.regex(new Random(1, 'a').token(128), /^[A-Za-z0-9_-]{128}$/);
});

test('an integer is between its bounds, and both of them come', (t) => {
  const random = new Random(1, 'a');
  const seen = new Set(Array.from({ length: 200 }, () => random.int(3, 6)));
  t.deepEqual([...seen].sort(), [3, 4, 5, 6]);
});

test('there is nothing to pick from an empty list', (t) => {
  t.throws(() => new Random(1, 'a').pick([]), { instanceOf: RangeError });
});
