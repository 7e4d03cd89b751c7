import test from 'ava';
import fc from 'fast-check';
import {
  cut,
  cutLine,
  fit,
  lineWidth,
  span,
  textOf,
  widthOf,
  wrap,
} from '../../../../lib/programs/top/view/text.js';
import { clock, dateAndClock, day, elapsed, roughly } from '../../../../lib/programs/top/view/times.js';

const cuts = test.macro<[text: string, width: number, shown: string]>({
  exec(t, text, width, shown) {
    t.is(cut(text, width), shown);
  },
  title: (_, text, width) => `${text} in ${width} columns`,
});

test(cuts, 'plain', 5, 'plain');
test(cuts, 'plain', 4, 'pla…');
test(cuts, 'plain', 0, '');
test(cuts, '李小龍', 6, '李小龍');
test(cuts, '李小龍', 5, '李小…');
test(cuts, '李小龍', 4, '李…');
test(cuts, 'e\u0301e\u0301e\u0301', 3, 'e\u0301e\u0301e\u0301');
test(cuts, 'e\u0301e\u0301e\u0301', 2, 'e\u0301…');
test(cuts, '👩🏽👩🏽', 3, '👩🏽…');

test('a text is filled to its width from either side', (t) => {
  t.is(fit('李', 4), '李  ');
  t.is(fit('12', 4, 'right'), '  12');
  t.is(fit('12345', 4, 'right'), '123…');
});

test('any text has the width that it is fitted to', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat(40), (text, width) => {
      const shown = fit(text, width);
      return widthOf(shown) === width || (width > 0 && widthOf(shown) === width - 1 + widthOf(' '));
    }),
  );
  t.pass();
});

test('a text breaks at its spaces, and in a long word', (t) => {
  t.deepEqual(wrap('one two three', 8), ['one two', 'three']);
  t.deepEqual(wrap('one incomprehensibilities two', 8), ['one', 'incompre', 'hensibil', 'ities', 'two']);
  t.deepEqual(wrap('', 8), ['']);
  t.deepEqual(wrap('李小 龍', 5), ['李小', '龍']);
  t.deepEqual(wrap('李小龍', 3), ['李', '小', '龍']);
});

test('a line is cut in the part that is too wide', (t) => {
  const line = [span('one ', 'good'), span('two '), span('three')];
  t.is(textOf(cutLine(line, 13)), 'one two three');
  t.is(textOf(cutLine(line, 10)), 'one two t…');
  t.is(textOf(cutLine(line, 6)), 'one t…');
  t.is(textOf(cutLine(line, 4)), 'one ');
  t.is(lineWidth(line), 13);
});

test('times that have passed', (t) => {
  t.deepEqual([-5, 0, 59_999, 60_000, 3_599_000, 3_600_000, 172_799_000, 172_800_000, 1e12].map(elapsed), [
    '0 s',
    '0 s',
    '59 s',
    '1:00',
    '59:59',
    '1:00:00',
    '47:59:59',
    '2 d 0 h',
    '11574 d 1 h',
  ]);
  t.deepEqual([0, 60_000, 7_200_000, 86_400_000 * 3.9].map(roughly), ['0 min', '1 min', '2 h', '3 d']);
});

test('times of day are those of this machine', (t) => {
  const at = new Date(2026, 0, 2, 3, 4, 5).getTime();
  t.is(clock(at), '03:04:05');
  t.is(day(at), '2026-01-02');
  t.is(dateAndClock(at), '2026-01-02 03:04:05');
});
