import test from 'ava';
import { ALPHABET, digitsOf } from '../../lib/work/scanner.js';

const digits = test.macro({
  exec(t, index: number, expected: string) {
    t.is(digitsOf(index), expected);
  },
  title: (_, index: number, expected: string) => `${index} is ${expected}`,
});

test(digits, 0, 'AAAAAAAAA');
test(digits, 1, 'AAAAAAAAB');
test(digits, 63, 'AAAAAAAA_');
test(digits, 64, 'AAAAAAABA');
test(digits, 2 ** 32, 'AAAEAAAAA');
test(digits, Number.MAX_SAFE_INTEGER, 'f________');

test('the alphabet has 64 characters, all different', (t) => {
  t.is(new Set(ALPHABET).size, 64);
});
