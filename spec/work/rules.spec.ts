import test from 'ava';
import { checkDemand, checkThreads } from '../../lib/work/rules.js';

const refused = test.macro({
  exec(t, check: () => unknown, message: string) {
    t.throws(check, { code: 'invalid_option', name: 'ConfigError', message });
  },
  title: (given = '', _check: () => unknown, message: string) => `refused: ${given} ${message}`,
});

const TOKEN = 'token is not 1 to 128 characters of A-Z a-z 0-9 _ -.';
const BITS = 'is not an integer from 0 to 64.';
const THREADS = 'is not an integer from 1 to 256.';

test(
  'an empty token',
  refused,
  () => {
    checkDemand('', 1);
  },
  TOKEN,
);
test(
  'a long token',
  refused,
  () => {
    checkDemand('x'.repeat(129), 1);
  },
  TOKEN,
);
test(
  'a token with a space',
  refused,
  () => {
    checkDemand('a b', 1);
  },
  TOKEN,
);
test(
  'a token with a line end',
  refused,
  () => {
    checkDemand('ab\n', 1);
  },
  TOKEN,
);
test(
  refused,
  () => {
    checkDemand('a', -1);
  },
  `nBits -1 ${BITS}`,
);
test(
  refused,
  () => {
    checkDemand('a', 65);
  },
  `nBits 65 ${BITS}`,
);
test(
  refused,
  () => {
    checkDemand('a', 1.5);
  },
  `nBits 1.5 ${BITS}`,
);
test(
  refused,
  () => {
    checkDemand('a', NaN);
  },
  `nBits NaN ${BITS}`,
);
test(refused, () => checkThreads(0), `threads 0 ${THREADS}`);
test(refused, () => checkThreads(257), `threads 257 ${THREADS}`);
test(refused, () => checkThreads(1.5), `threads 1.5 ${THREADS}`);

test('what keeps the rules passes', (t) => {
  t.notThrows(() => {
    checkDemand('a', 0);
    checkDemand('-_Z9'.repeat(32), 64);
  });
  t.is(checkThreads(3), 3);
  t.true(checkThreads() >= 1);
});
