import test from 'ava';
import { answering, type Mistake } from '../../../scripts/tutorial-judge/mistake.js';
import { Usual, rowsOf } from '../../../scripts/tutorial-judge/output.js';
import { judge, type Verdict } from '../../../scripts/tutorial-judge/verdict.js';

const RIGHT = 'Step 1 of 2: HELLO\n  server > HELLO\\n\n           The server greets.\n';
const usual = new Usual();
usual.add(RIGHT);
usual.addMeaningless(`${RIGHT}  client < qwzx\\n\n         \u2718 This is not the answer to HELLO.\n`);

const CR = answering('framing.cr', 'HELLO', /CR LF/, {});

const judged = test.macro({
  title: (given = '') => given,
  exec(t, says: string, code: number, verdict: Verdict, more: Partial<Mistake> = {}) {
    const output = `${RIGHT}  client < HELLOBACK\\r\\n\n${says}`;
    const wrongly = [Buffer.from('HELLOBACK\r\n')];
    t.is(judge({ ...CR, ...more }, { output, code, wrongly }, usual).verdict, verdict);
  },
});

const NOT_IT = '         \u2718 This is not the answer to HELLO.\n';
const CAUSE = '         \u2192 The line ended with CR LF. End it with LF alone.\n';
const OTHER = '         \u2192 The line was in quotes. Leave the quotes out.\n';

test('the cause is named', judged, NOT_IT + CAUSE, 1, 'named');
test('another cause is wrong', judged, NOT_IT + OTHER, 1, 'wrong');
test(
  'the step and the bytes alone are vague',
  judged,
  `${NOT_IT}         \u2718 HELLO (wrong_answer)\n`,
  1,
  'vague',
);
test('no step is nothing', judged, '', 1, 'nothing');
test('a mistake that passes is unnoticed', judged, '', 0, 'unnoticed');
test('a cause that is told to a right client is wrong', judged, CAUSE, 0, 'wrong', {
  kind: 'right',
  named: /^$/,
});
test('a cause for garbage is wrong', judged, NOT_IT + OTHER, 1, 'wrong', {
  kind: 'garbage',
  named: /none of/,
});
test('of garbage it is right to say that it is wrong', judged, NOT_IT, 1, 'named', {
  kind: 'garbage',
  named: /none of/,
});
test('a note is named', judged, '           Note: the line ended with CR LF.\n', 0, 'named', {
  kind: 'note',
});
test('a value without a note is unnoticed', judged, '', 0, 'unnoticed', { kind: 'note' });
test(
  'something to check is no cause',
  judged,
  '           Check whether it ends with CR LF.\n',
  1,
  'nothing',
);

test('the lines of a long row are joined', (t) => {
  const words = Array.from({ length: 30 }, (_, n) => `word${n}`);
  const [first, second] = [words.slice(0, 14), words.slice(14, 17)];
  const output = `         \u2192 ${first.join(' ')}\n           ${second.join(' ')}\n           Note: x\n`;
  t.deepEqual(rowsOf(output), [
    { label: '\u2192', text: [...first, ...second].join(' ') },
    { label: '', text: 'Note: x' },
  ]);
});
