import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { quotedName } from '../../../lib/observe/lines/participant-name.js';
import { columnsOf } from '../../../lib/observe/tutorial/columns.js';
import type { DistinguishedName } from '../../../lib/session/events.js';

const names = test.macro<[subject: DistinguishedName | null, expected: string | null, columns?: number]>({
  exec(t, subject, expected, columns) {
    t.is(quotedName(subject === null ? null : { subject }, columns), expected);
  },
  title: (given = '') => `a participant's name: ${given}`,
});

test('no certificate', names, null, null);
test('no common name', names, { O: 'x' }, null);
test('an empty one', names, { CN: '' }, null);
test('one', names, { CN: "Siobhán O'Brien, M. Sc." }, `"Siobhán O'Brien, M. Sc."`);
test('several', names, { CN: ['a', 'b'] }, '"a, b"');
test('40 characters', names, { CN: 'x'.repeat(40) }, `"${'x'.repeat(40)}"`);
test('41 characters', names, { CN: 'x'.repeat(41) }, `"${'x'.repeat(40)}…"`);
test('10 KB', names, { CN: 'x'.repeat(10_240) }, `"${'x'.repeat(40)}…"`);
test('escaped, it is longer', names, { CN: '\u202e'.repeat(10) }, `"${'\\u202e'.repeat(6)}…"`);
test(
  'the cut is not within a pair of code units',
  names,
  { CN: `${'x'.repeat(39)}\u{1f600}y` },
  `"${'x'.repeat(39)}…"`,
);
test('quotes, and what looks like them', names, { CN: '"a“b”c＂\\' }, '"\\"a\\u201cb\\u201dc\\uff02\\\\"');
test('as many columns as there are', names, { CN: 'x'.repeat(20) }, `"${'x'.repeat(20)}"`, 20);
test('fewer columns', names, { CN: 'x'.repeat(21) }, `"${'x'.repeat(19)}…"`, 20);
test('wide characters in few columns', names, { CN: '字'.repeat(20) }, `"${'字'.repeat(9)}…"`, 20);

test('any name is one printable text between quotes that it does not end', (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
      fc.integer({ min: 8, max: 60 }),
      (name, columns) => {
        const quoted = quotedName({ subject: { CN: name } }, columns) ?? '';
        assert.match(quoted, /^"(?:[^"\\]|\\.)+"$/u);
        assert.doesNotMatch(quoted, /[\p{C}\u2028\u2029]/u);
        assert.ok(quoted.length <= 1 + 40 + 1 + 1, quoted);
        assert.ok(columnsOf(quoted.replace('…', '.')) <= columns + 2, quoted);
      },
    ),
  );
  t.pass();
});
