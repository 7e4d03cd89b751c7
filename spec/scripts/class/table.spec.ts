import test from 'ava';
import type { Numbers, Reading } from '../../../scripts/class/numbers.js';
import { tableOf } from '../../../scripts/class/table.js';

const reading = (view: string, numbers: Numbers): Reading => ({ view, numbers, missing: null });

test('all views side by side; a view says nothing of what it does not show', (t) => {
  const { lines, agree } = tableOf([
    reading('clients', { sessions: 3, codes: { timed_out: 1 }, tries: { A: 1, B: 2 } }),
    reading('metrics', { sessions: 3, codes: { timed_out: 1, disconnected: 0 } }),
    reading('page', { tries: { A: 1, B: 2 }, states: { A: 'done' } }),
    { view: 'top', numbers: {}, missing: 'it is not there' },
  ]);
  t.true(agree);
  t.deepEqual(lines, [
    '                    clients  metrics      page',
    'sessions                  3        3         -',
    'code timed_out            1        1         -',
    'tries of each (2)  3 in all        -  3 in all',
    'state of each (1)         -        -    1 done',
    'left out: top: it is not there',
  ]);
});

const differs = test.macro((t, a: Numbers, b: Numbers, row: RegExp) => {
  const { lines, agree } = tableOf([reading('a', a), reading('b', b)]);
  t.false(agree);
  t.true(
    lines.some((line) => row.test(line)),
    lines.join('\n'),
  );
});

test('differs: a count', differs, { sessions: 3 }, { sessions: 4 }, /^sessions +3 +4 +DIFFERS$/);
test(
  'differs: a reason that one view does not have counts 0 in it',
  differs,
  { refusals: { reset: 1 } },
  { refusals: {} },
  /^refused reset +1 +0 +DIFFERS$/,
);
test(
  'differs: the tries of one participant, whose row is shown',
  differs,
  { tries: { A: 1, B: 2 } },
  { tries: { A: 2, B: 1 } },
  /^tries of B +2 +1 +DIFFERS$/,
);
test(
  'differs: a participant that one view does not know',
  differs,
  { states: { A: 'done', B: 'failed' } },
  { states: { A: 'done' } },
  /^state of B +failed +none +DIFFERS$/,
);
