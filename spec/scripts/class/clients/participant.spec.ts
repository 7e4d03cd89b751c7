import test from 'ava';
import { planOf } from '../../../../scripts/class/clients/participant.js';
import { kindsLine } from '../../../../scripts/class/kinds-line.js';
import { SeededRandom } from '../../../../scripts/class/random.js';
import { namesOf } from '../../../../scripts/class/roster.js';
import { countBy } from '../../../../scripts/class/views/count-by.js';

const plan = (seed: number, count = 80) => {
  const random = new SeededRandom(seed);
  return planOf(namesOf(count, random), random);
};

test('of eighty, thirty misbehave in ten ways, three each; the others come as in a real class', (t) => {
  t.deepEqual(
    countBy(plan(1), ({ kind }) => kind),
    {
      'wrong suffix': 3,
      'wrong checksum': 3,
      'silent at HELLO': 3,
      'leaves in WORK': 3,
      'CR LF': 3,
      'line too long': 3,
      'two lines at once': 3,
      'invalid UTF-8': 3,
      'leaves before OK': 3,
      'certificate of another CA': 2,
      'no certificate': 1,
      prompt: 20,
      slow: 10,
      again: 10,
      twice: 10,
    },
  );
});

test('every participant comes once or twice, in the time of a half', (t) => {
  for (const { visits } of plan(2)) {
    t.true(visits.length === 1 || visits.length === 2);
    for (const { at, think } of visits) t.true(at >= 0 && at + think < 1.01, `${at} ${think}`);
  }
});

test('one seed gives one plan, another one another', (t) => {
  const text = (seed: number): string => JSON.stringify(plan(seed));
  t.is(text(3), text(3));
  t.not(text(3), text(4));
});

test('the plan in a line', (t) => {
  t.regex(kindsLine(plan(1, 2)), /^2 participants come \d times: wrong suffix 1, prompt 1$/);
});
