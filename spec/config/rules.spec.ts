import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { ConfigError } from '../../lib/protocol/errors.js';
import {
  benchSecondsRule,
  bodyNamesRule,
  checkOption,
  failRateRule,
  fileRule,
  hostRule,
  logLevelRule,
  nBitsRule,
  orFalse,
  orNull,
  portRule,
  portsRule,
  readOption,
  requestsRule,
  switchRule,
  threadsRule,
  timeoutRule,
  tokenRule,
  type OptionRule,
} from '../../lib/config/rules.js';

const reads = test.macro({
  exec(t, rule: OptionRule<unknown>, text: string, value: unknown) {
    t.deepEqual(readOption(rule, '--x', text), value);
  },
  title: (_, rule: OptionRule<unknown>, text: string) => `"${text}" is ${rule.description}`,
});

test(reads, portRule, '0', 0);
test(reads, portRule, '65535', 65535);
test(reads, timeoutRule, '0.001', 0.001);
test(reads, timeoutRule, '2147483', 2147483);
test(reads, requestsRule, '10000', 10000);
test(reads, nBitsRule, '64', 64);
test(reads, threadsRule, '256', 256);
test(reads, failRateRule, '0.111', 0.111);
test(reads, failRateRule, '1', 1);
test(reads, failRateRule, '0', 0);
test(reads, hostRule, '::1', '::1');
test(reads, hostRule, 'bücher.example', 'bücher.example');
test(reads, hostRule, 'h'.repeat(255), 'h'.repeat(255));
test(reads, fileRule, 'a file with spaces.pem', 'a file with spaces.pem');
test(reads, tokenRule, '--insecure', '--insecure');
test(reads, tokenRule, 'x'.repeat(128), 'x'.repeat(128));
test(reads, logLevelRule, 'warning', 'WARNING');
test(reads, logLevelRule, 'Critical', 'CRITICAL');
test(reads, bodyNamesRule, 'A,B_2', ['A', 'B_2']);
test(reads, portsRule, '1,65535,1', [1, 65535, 1]);
test(reads, orNull(threadsRule), '7', 7);
test(reads, switchRule, 'true', true);
test(reads, switchRule, 'false', false);
test(reads, benchSecondsRule, '3600', 3600);

const refuses = test.macro<[rule: OptionRule<unknown>, text: string, shown?: string]>({
  exec(t, rule, text, shown = text) {
    const error = t.throws(() => readOption(rule, '--x', text), { instanceOf: ConfigError });
    t.is(error.code, 'invalid_option');
    t.is(error.message, `--x ${shown}: must be ${rule.description}`);
  },
  title: (_, rule: OptionRule<unknown>, text: string) =>
    `${JSON.stringify(text).slice(0, 60)} is not ${rule.description}`,
});

for (const text of ['1e3', '0x10', 'NaN', '1_000', '٣', '+1', '-1', '01', '1.', '.5', 'Infinity', '1,0']) {
  test(refuses, failRateRule, text);
  test(refuses, requestsRule, text);
}
test(refuses, portRule, '', '""');
test(refuses, portRule, ' 5', '" 5"');
test(refuses, portRule, '5\n', '"5\\n"');
test(refuses, portRule, '65536');
test(refuses, portRule, '1.5');
test(refuses, portRule, '9'.repeat(400), `${'9'.repeat(200)}… (400 characters)`);
test(refuses, timeoutRule, '0');
test(refuses, timeoutRule, '0.0009');
test(refuses, timeoutRule, '2147483.1');
test(refuses, requestsRule, '0');
test(refuses, requestsRule, '10001');
test(refuses, nBitsRule, '65');
test(refuses, threadsRule, '0');
test(refuses, threadsRule, '257');
test(refuses, failRateRule, '1.0001');
test(refuses, hostRule, '', '""');
test(refuses, hostRule, 'a b', '"a b"');
test(refuses, hostRule, 'a\u0000', 'a\\u0000');
test(refuses, hostRule, 'a\u202eb', 'a\\u202eb');
test(refuses, hostRule, 'h'.repeat(256), `${'h'.repeat(200)}… (256 characters)`);
test(refuses, fileRule, '', '""');
test(refuses, fileRule, 'a\0', 'a\\u0000');
test(refuses, tokenRule, 'a b', '"a b"');
test(refuses, tokenRule, 'x'.repeat(129));
test(refuses, logLevelRule, 'verbose');
test(refuses, logLevelRule, 'ınfo');
test(refuses, bodyNamesRule, '', '""');
test(refuses, bodyNamesRule, 'A,');
test(refuses, bodyNamesRule, 'A, B', '"A, B"');
test(refuses, bodyNamesRule, 'A,A');
test(refuses, bodyNamesRule, 'HELLO');
test(refuses, bodyNamesRule, 'a');
test(refuses, portsRule, '0');
test(refuses, portsRule, '1,,2');
test(refuses, portsRule, '1,65536');
test(refuses, switchRule, 'yes');
test(refuses, switchRule, '', '""');
test(refuses, benchSecondsRule, '0');
test(refuses, benchSecondsRule, '3601');

const refusesValue = test.macro({
  exec(t, rule: OptionRule<unknown>, value: unknown, shown: string) {
    const error = t.throws(() => checkOption(rule, 'x', value), { instanceOf: ConfigError });
    t.is(error.message, `x ${shown}: must be ${rule.description}`);
  },
  title: (_, rule: OptionRule<unknown>, value: unknown, shown: string) =>
    `the value ${shown} of type ${typeof value} is not ${rule.description}`,
});

test(refusesValue, portRule, '1234', '"1234" (string)');
test(refusesValue, portRule, NaN, 'NaN');
test(refusesValue, portRule, null, 'null');
test(refusesValue, portRule, 1n, '1 (bigint)');
test(refusesValue, timeoutRule, Infinity, 'Infinity');
test(refusesValue, timeoutRule, true, 'true (boolean)');
test(refusesValue, nBitsRule, 2.5, '2.5');
test(refusesValue, tokenRule, { toString: () => 'x' }, '(object)');
test(refusesValue, hostRule, ['localhost'], '(array of 1)');
test(refusesValue, fileRule, Symbol('x'), '(symbol)');
test(refusesValue, bodyNamesRule, 'FULL_NAME', '"FULL_NAME" (string)');
test(refusesValue, bodyNamesRule, ['A', 7], '(array of 2)');
test(refusesValue, bodyNamesRule, [], '(array of 0)');
test(
  refusesValue,
  bodyNamesRule,
  Array.from({ length: 1001 }, (_, n) => `N${n}`),
  '(array of 1001)',
);
test(refusesValue, portsRule, ['1'], '(array of 1)');
test(refusesValue, orNull(tokenRule), '', '"" (string)');
test(refusesValue, orFalse(fileRule), true, 'true (boolean)');
test(refusesValue, logLevelRule, 'info', '"info" (string)');
test(refusesValue, switchRule, 1, '1');

test('null and false hold where the rule allows them', (t) => {
  t.is(checkOption(orNull(tokenRule), 'token', null), null);
  t.is(checkOption(orFalse(fileRule), 'records', false), false);
  t.is(checkOption(orNull(orFalse(fileRule)), 'records', null), null);
});

test('a number that is read is the number that was written', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 65535 }), (port) => {
      assert.equal(readOption(portRule, '--port', String(port)), port);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const value = portRule.parse(text);
      if (value !== undefined) assert.equal(JSON.stringify(value), text);
    }),
  );
  t.pass();
});
