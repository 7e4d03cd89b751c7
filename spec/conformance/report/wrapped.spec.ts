import test from 'ava';
import fc from 'fast-check';
import { wrapped } from '../../../lib/conformance/report/wrapped.js';

test('lines break at spaces', (t) => {
  t.deepEqual(wrapped('one two three', 7), ['one two', 'three']);
  t.deepEqual(wrapped('one', 7), ['one']);
  t.deepEqual(wrapped('', 7), ['']);
});

test('a longer word is cut', (t) => {
  t.deepEqual(wrapped('a bcdefghijk', 4), ['a', 'bcde', 'fghi', 'jk']);
});

test('no line is too long, and no character but spaces is lost', (t) => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 20 }), (text, columns) => {
      const lines = wrapped(text, columns);
      const bare = (all: string): string => all.replaceAll(' ', '');
      return lines.every((line) => line.length <= columns) && bare(lines.join('')) === bare(text);
    }),
  );
  t.pass();
});
