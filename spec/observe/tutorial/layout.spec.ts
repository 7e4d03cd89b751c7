import test from 'ava';
import { render, type Row } from '../../../lib/observe/tutorial/layout.js';
import { painter } from '../../../lib/observe/tutorial/style.js';

const plain = painter(false);
const row = (text: string, exact = false): Row => ({
  label: 'label',
  text,
  labelTone: 'title',
  textTone: 'bad',
  exact,
});
const MARGIN = ' '.repeat(11);

const testRender = test.macro({
  exec(t, text: string, exact: boolean, expected: string) {
    t.is(render(row(text, exact), plain), expected);
  },
  title: (given) => `layout: ${given ?? ''}`,
});

const word = 'x'.repeat(44);
test('short', testRender, 'text', false, `     label text\n`);
test('no text', testRender, '', false, `     label\n`);
test('words that fill a line', testRender, `${word} ${word}`, false, `     label ${word} ${word}\n`);
test('one column more', testRender, `${word} ${word}x`, false, `     label ${word}\n${MARGIN}${word}x\n`);
test(
  'a word that is longer than a line',
  testRender,
  `a ${'x'.repeat(90)} b`,
  false,
  `     label a\n${MARGIN}${'x'.repeat(89)}\n${MARGIN}x b\n`,
);
test('runs of spaces are kept', testRender, 'a   b', false, `     label a   b\n`);
test(
  'exact text is cut where it is full',
  testRender,
  'ab '.repeat(40),
  true,
  `     label ${'ab '.repeat(30).slice(0, 89)}\n${MARGIN} ${'ab '.repeat(10).trimEnd()}\n`,
);
test(
  'what stands for one character is not cut in two',
  testRender,
  `${'x'.repeat(85)}\\u001b`,
  true,
  `     label ${'x'.repeat(85)}\n${MARGIN}\\u001b\n`,
);
test(
  'a wide character takes two columns',
  testRender,
  '\u5b57'.repeat(45),
  true,
  `     label ${'\u5b57'.repeat(44)}\n${MARGIN}\u5b57\n`,
);

test('in colour, label and text each have their codes', (t) => {
  t.is(render(row('text'), painter(true)), '\u001b[1m     label\u001b[0m \u001b[31mtext\u001b[0m\n');
});

test('a narrower terminal has narrower lines, and none of less than 40 columns', (t) => {
  const text = `${'x'.repeat(30)} ${'y'.repeat(30)}`;
  t.is(render(row(text), plain), `     label ${text}\n`);
  t.is(render(row(text), plain, 71), `     label ${'x'.repeat(30)}\n${MARGIN}${'y'.repeat(30)}\n`);
  t.is(render(row(text), plain, 72), `     label ${text}\n`);
  t.is(render(row('x'.repeat(29)), plain, 1), `     label ${'x'.repeat(29)}\n`);
  t.is(render(row('x'.repeat(90)), plain, 200), `     label ${'x'.repeat(89)}\n${MARGIN}x\n`);
});
