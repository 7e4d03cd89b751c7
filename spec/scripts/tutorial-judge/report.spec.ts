import test from 'ava';
import { answering } from '../../../scripts/tutorial-judge/mistake.js';
import { shortfalls } from '../../../scripts/tutorial-judge/report.js';
import type { Judged } from '../../../scripts/tutorial-judge/run.js';
import type { Verdict } from '../../../scripts/tutorial-judge/verdict.js';

function judged(counts: Partial<Record<Verdict, number>>): Judged[] {
  return Object.entries(counts).flatMap(([verdict, count]) =>
    Array.from({ length: count }, (_, n): Judged => {
      const mistake = answering(`${verdict}.${n}`, null, /x/, {});
      return { mistake, verdict: verdict as Verdict, because: '', output: '' };
    }),
  );
}

test('85 % named, 2 % wrong and none unnoticed is the goal', (t) => {
  t.deepEqual(shortfalls(judged({ named: 85, wrong: 2, vague: 13 })), []);
});

test('what is missed is said', (t) => {
  t.deepEqual(shortfalls(judged({ named: 84, wrong: 3, vague: 12, unnoticed: 1 })), [
    'Named are 84.0 %, fewer than 85 %.',
    'Wrong are 3.0 %, more than 2 %.',
    'Unnoticed: unnoticed.0.',
  ]);
});

test('nothing is no success', (t) => {
  t.deepEqual(shortfalls([]), ['No client was judged.']);
});
