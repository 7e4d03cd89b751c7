import test from 'ava';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { keyOf, type OptionTable } from '../../../lib/config/option-table.js';
import { readConfigText } from '../../../lib/config/sources/file/read-config-file.js';
import { SERVER_OPTIONS } from '../../../lib/config/server-options.js';
import { SERVER_PROGRAM_OPTIONS } from '../../../lib/config/server-program-options.js';
import { SOURCE_OPTIONS } from '../../../lib/config/source-options.js';

// Whatever a configuration file holds, it gives values that satisfy their rules, and mistakes of one line; it never throws.

const TABLE: OptionTable = { ...SERVER_OPTIONS, ...SERVER_PROGRAM_OPTIONS, ...SOURCE_OPTIONS };
const SECRET = 'Secret0Secret';
const MAX_MS = 2000;

function check(bytes: Uint8Array): void {
  const { given, mistakes } = readConfigText(TABLE, 'a.yaml', bytes);
  for (const [property, { value, source }] of given) {
    assert.ok(TABLE[property]?.rule.validate(value), property);
    assert.equal(source.kind, 'file');
  }
  for (const { origin, message } of mistakes) {
    assert.equal(origin, 'file');
    assert.match(message, /^a\.yaml:[1-9]\d*:[1-9]\d*: [^\p{Cc}\p{Cs}]+$/u);
    assert.ok(message.length < 5000, message);
    assert.ok(!message.includes(SECRET), message);
  }
}

const budget = { interruptAfterTimeLimit: MAX_MS, numRuns: 5000 } as const;

const KEYS = Object.values(TABLE)
  .map(keyOf)
  .filter((key) => key !== null);
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...KEYS) },
  fc.constantFrom(
    ...'-?:,[]{}#&*!|>\'"%@` \t\n~.=<0123456789'.split(''),
    '\n  ',
    '\n- ',
    ': ',
    '---\n',
    '...\n',
    '<<',
    '\r\n',
    '!!str',
    '\uFEFF',
  ),
  fc.constantFrom(
    'true',
    'false',
    'yes',
    'null',
    '1234',
    '0x10',
    '1e3',
    '.inf',
    '30m',
    '500ms',
    'INFO',
    'a.pem',
    '"a b"',
    '[A, B]',
  ),
  fc.string({ unit: 'binary', maxLength: 5 }),
);

test('any sequence of the pieces of YAML', (t) => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      check(Buffer.from(pieces.join('')));
    }),
    budget,
  );
  t.pass();
});

test('any bytes', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      check(bytes);
    }),
    budget,
  );
  t.pass();
});

test('lines of keys and values', (t) => {
  const line = fc.tuple(
    fc.constantFrom(...KEYS, 'unknown', '"token"'),
    fc.constantFrom(': ', ':', ' : ', '=', ': !!str ', ': &a '),
    fc.array(piece, { maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      check(
        Buffer.from(lines.map(([key, between, value]) => `${key}${between}${value.join('')}\n`).join('')),
      );
    }),
    budget,
  );
  t.pass();
});

test('a wrong secret is in no message, wherever YAML breaks', (t) => {
  const noise = fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.join(''));
  // On a line of its own it would be a key, and an unknown key is shown.
  const beside = noise.filter((text) => !text.includes('\n'));
  const key = fc.constantFrom('token', 'random-string');
  fc.assert(
    fc.property(key, beside, noise, noise, (name, before, after, next) => {
      check(Buffer.from(`${name}: ${before}${SECRET} ${after}\n${next}`));
    }),
    budget,
  );
  t.pass();
});

test('the same character, a quarter of a million times', (t) => {
  for (const text of [
    '[',
    '{',
    '}',
    '"',
    "'",
    '|',
    '-',
    ':',
    '\n',
    '\t',
    '#',
    '%',
    '&',
    'a',
    '\\',
    'a: 1\n',
    '- ',
    '? ',
    'é',
    '[a,',
    '"\\q',
  ]) {
    check(Buffer.from(text.repeat(Math.floor(262_000 / Buffer.byteLength(text)))));
  }
  t.pass();
});
