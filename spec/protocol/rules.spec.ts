import test from 'ava';
import { DEFAULT_BODY_NAMES, DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import {
  CONFIGURABLE_NAME_RULE,
  isConfigurableName,
  isNBits,
  isRequestName,
  isToken,
  N_BITS_RULE,
  REQUEST_NAME_RULE,
  TOKEN_RULE,
} from '../../lib/protocol/rules.js';

const tokens = test.macro({
  exec: (t, text: string, good: boolean) => {
    t.is(isToken(text), good);
  },
  title: (_, text: string, good: boolean) =>
    `${JSON.stringify(text.slice(0, 20))} (${text.length}) is ${good ? 'a' : 'no'} token`,
});
test(tokens, DEFAULT_TOKEN, true);
test(tokens, DEFAULT_RANDOM_STRING, true);
test(tokens, '-', true);
test(tokens, 'a'.repeat(128), true);
test(tokens, 'a'.repeat(129), false);
test(tokens, '', false);
test(tokens, 'a b', false);
test(tokens, 'a\n', false);
test(tokens, 'a\r', false);
test(tokens, 'a=', false);
test(tokens, 'a+/', false);
test(tokens, 'é', false);
test(tokens, '\uff41', false);

const names = test.macro({
  exec: (
    t,
    text: string,
    { asked, configured }: { readonly asked: boolean; readonly configured: boolean },
  ) => {
    t.is(isRequestName(text), asked);
    t.is(isConfigurableName(text), configured);
  },
  title: (_, text: string, { asked, configured }) =>
    `${JSON.stringify(text.slice(0, 20))} (${text.length}) is ${asked ? 'a' : 'no'} name, and an operator ${configured ? 'may' : 'must not'} use it`,
});
const NAME = { asked: true, configured: true };
const NO_NAME = { asked: false, configured: false };
for (const name of DEFAULT_BODY_NAMES) test(names, name, NAME);
for (const word of ['HELLO', 'WORK', 'DONE', 'FAIL']) test(names, word, NO_NAME);
for (const word of ['HELLOBACK', 'OK']) test(names, word, { asked: true, configured: false });
test(names, '_', NAME);
test(names, '1', NAME);
test(names, 'OK_', NAME);
test(names, 'N'.repeat(128), NAME);
test(names, 'N'.repeat(129), NO_NAME);
test(names, '', NO_NAME);
test(names, 'A-B', NO_NAME);
test(names, 'a', NO_NAME);
test(names, 'A\n', NO_NAME);
test(names, 'É', NO_NAME);

const bits = test.macro({
  exec: (t, value: number, good: boolean) => {
    t.is(isNBits(value), good);
  },
  title: (_, value: number, good: boolean) => `${value} is ${good ? 'a' : 'no'} number of bits`,
});
test(bits, 0, true);
test(bits, 64, true);
test(bits, 65, false);
test(bits, -1, false);
test(bits, 1.5, false);
test(bits, NaN, false);
test(bits, Infinity, false);

test('the rules in words say what the rules check', (t) => {
  t.is(TOKEN_RULE, '1 to 128 characters of A-Z a-z 0-9 _ -');
  t.is(N_BITS_RULE, 'an integer from 0 to 64');
  t.is(REQUEST_NAME_RULE, '1 to 128 characters of A-Z 0-9 _, and none of HELLO WORK DONE FAIL');
  t.is(
    CONFIGURABLE_NAME_RULE,
    '1 to 128 characters of A-Z 0-9 _, and none of HELLO HELLOBACK WORK DONE OK FAIL',
  );
});
