import test from 'ava';
import { amount, chance, duration } from '../../../lib/programs/shared/quantities.js';

const text = test.macro({
  exec(t, given: string, expected: string) {
    t.is(given, expected);
  },
  title: (_, __: string, expected: string) => expected,
});

test(text, amount(0), '0');
test(text, amount(256), '256');
test(text, amount(1024), '1.02 k');
test(text, amount(2 ** 28), '268 M');
test(text, amount(2 ** 36), '68.7 G');
test(text, amount(2 ** 64), '18447 P');
test(text, amount(54_123_000, 'H/s'), '54.1 MH/s');
test(text, amount(12, 'H/s'), '12 H/s');

test(text, duration(0), '0.00 ms');
test(text, duration(0.0123), '12.3 ms');
test(text, duration(1), '1.00 s');
test(text, duration(59.96), '60.0 s');
test(text, duration(1800), '30.0 min');
test(text, duration(5400), '1.50 h');
test(text, duration(86_400 * 3), '3.00 days');
test(text, duration(1e10), '317 years');

test(text, chance(0), '0.0 %');
test(text, chance(0.1), '9.5 %');
test(text, chance(Math.LN2), '50 %');
test(text, chance(1), '63 %');
test(text, chance(10), 'over 99.9 %');
