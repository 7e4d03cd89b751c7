import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { formatNBits, lowestNBits, nBitsOrRangeRule, parseNBits } from '../../lib/config/n-bits.js';
import { nBitsForRule, parseNBitsFor } from '../../lib/config/n-bits-for.js';
import { completeConfig, type ServerConfig } from '../../lib/config/server-config.js';
import { SERVER_OPTIONS } from '../../lib/config/server-options.js';
import { printOptions } from '../../lib/config/sources/print-options.js';
import { readConfigText } from '../../lib/config/sources/file/read-config-file.js';
import { argsToServerConfig, buildServerParser } from '../../lib/programs/server/options.js';

const given = (...argv: string[]): ServerConfig =>
  argsToServerConfig(buildServerParser().parse(argv, { from: 'user' }).opts());

const bits = fc.integer({ min: 0, max: 64 });
const range = fc
  .uniqueArray(bits, { minLength: 2, maxLength: 2 })
  .map((pair) => ({ min: Math.min(...pair), max: Math.max(...pair) }));

test('a number and a range are read as they are written', (t) => {
  t.notThrows(() => {
    fc.assert(
      fc.property(fc.oneof(bits, range), (nBits) => {
        assert.ok(nBitsOrRangeRule.validate(nBits));
        assert.deepEqual(parseNBits(formatNBits(nBits)), nBits);
        assert.equal(lowestNBits(nBits), typeof nBits === 'number' ? nBits : nBits.min);
      }),
    );
  });
});

test('any other text is refused, and no text makes it throw', (t) => {
  const texts = [
    '',
    '..',
    '24..',
    '..30',
    '30..24',
    '24..24',
    '24..65',
    '24-30',
    '24...30',
    '024..30',
    '2.5..3',
    '-1..3',
    ' 24..30',
  ];
  for (const text of texts) t.is(parseNBits(text), undefined, text);
  t.notThrows(() => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.]{1,8}$/)), (text) => {
        const nBits = parseNBits(text);
        assert.ok(nBits === undefined || formatNBits(nBits) === text);
        const rule = parseNBitsFor(`cn=${text}`);
        assert.ok(rule === null || `cn=${rule.name}:${formatNBits(rule.nBits)}` === `cn=${text}`);
      }),
    );
  });
});

test('a value that is no range is refused', (t) => {
  for (const value of [
    null,
    [],
    {},
    { min: 1 },
    { min: 1, max: 1 },
    { min: 1, max: 2, other: 3 },
    { min: '1', max: 2 },
    '1..2',
  ]) {
    t.false(nBitsOrRangeRule.validate(value), JSON.stringify(value));
  }
});

test('the flags, and the library', (t) => {
  const config = given(
    '--n-bits',
    '24..30',
    '--n-bits-target',
    '80',
    '--n-bits-for',
    'ou=practice:16',
    '--n-bits-for=cn=a:b:25..26',
  );
  t.deepEqual(config.nBits, { min: 24, max: 30 });
  t.true(Object.isFrozen(config.nBits));
  t.is(config.nBitsTarget, 80);
  t.deepEqual(config.nBitsFor, ['ou=practice:16', 'cn=a:b:25..26']);
  t.deepEqual(completeConfig({ nBits: { min: 24, max: 30 } }).nBits, { min: 24, max: 30 });
  t.is(given('--n-bits', '28').nBits, 28);
});

test('a rule is a name and what comes after the last colon', (t) => {
  t.deepEqual(parseNBitsFor('san=email:max@example.org:16'), {
    kind: 'san',
    name: 'email:max@example.org',
    nBits: 16,
  });
  t.deepEqual(parseNBitsFor('cn=24..30:0'), { kind: 'cn', name: '24..30', nBits: 0 });
  for (const text of [
    '',
    'cn=a',
    'cn=:1',
    'cn=a:',
    'cn=a:65',
    'CN=a:1',
    'o=a:1',
    'cn=a\n:1',
    'cn=a:1 ',
    'cn=a:1..',
    `cn=${'x'.repeat(1001)}:1`,
  ]) {
    t.is(parseNBitsFor(text), null, text);
    t.false(nBitsForRule.validate([text]), text);
  }
});

test('a configuration that is printed is read again', (t) => {
  const values = completeConfig({
    nBits: { min: 24, max: 30 },
    nBitsTarget: 7,
    nBitsFor: ['cn=Max Ö:25..26', 'ou=x:3'],
  });
  const text = printOptions(SERVER_OPTIONS, { ...values }, new Map());
  t.regex(text, /^n-bits: 24\.\.30 /m);
  const { given: read, mistakes } = readConfigText(SERVER_OPTIONS, 'a.yaml', Buffer.from(text));
  t.deepEqual(mistakes, []);
  t.deepEqual(read.get('nBits')?.value, values.nBits);
  t.deepEqual(read.get('nBitsTarget')?.value, 7);
  t.deepEqual(read.get('nBitsFor')?.value, values.nBitsFor);
});

const refused = test.macro<[argv: readonly string[], message: RegExp]>({
  exec: (t, argv, message) => {
    t.throws(() => given(...argv), { name: 'ConfigError', code: 'invalid_option', message });
  },
  title: (_, argv) => `refused: ${argv.join(' ')}`,
});

test(
  refused,
  ['--n-bits', '30..24'],
  /^--n-bits 30\.\.24: must be an integer from 0 to 64, or a range of them such as 24\.\.30$/,
);
test(
  refused,
  ['--n-bits-target', '60'],
  /^--n-bits-target 60: must be given with a range of --n-bits, such as 24\.\.30$/,
);
test(
  refused,
  ['--n-bits', '24..30', '--n-bits-target', '0'],
  /^--n-bits-target 0: must be an integer from 1 to 1000000$/,
);
test(
  refused,
  ['--n-bits-for', 'practice:16'],
  /^--n-bits-for practice:16: must be at most 1000 of cn=NAME:BITS/,
);
test(
  refused,
  ['--n-bits-for', 'ou=a:16..20'],
  /^--n-bits-for ou=a:16\.\.20: must have one number of bits, unless --n-bits is a range$/,
);
test(refused, ['--n-bits-for', 'ou=a:16', '--insecure'], /^--n-bits-for: must not be given with --insecure/);
test(refused, ['--n-bits', '24..30', '--tutorial'], /^--n-bits 24\.\.30: must be one number with --tutorial/);
