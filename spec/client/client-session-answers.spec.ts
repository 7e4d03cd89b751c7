import test from 'ava';
import type { Answers, Solve } from '../../lib/client/context.js';
import { failed, speaks } from '../support/client-marbles.js';

// Answers that take their time.
test('an answer may come later', speaks, {
  lines: ' -h---w----f-----d',
  subs: '  ^---------------!',
  events: '-(hH)(wsW)f--F--(dDO|)',
  answering: '---(a|)',
  aborted: false,
  answersAborted: false,
});
test('an answer that never comes has the time of the other steps', speaks, {
  lines: ' -h---w----f',
  subs: '  ^--------- 10s !',
  events: '-(hH)(wsW)f 9999ms (z|)',
  answering: '-',
  failure: failed('FULL_NAME', 'timed_out', 'The answers function gave no answer to FULL_NAME within 10 s.'),
  aborted: false,
  answersAborted: 10_010,
});
test('a server that says FAIL meanwhile aborts it', speaks, {
  lines: ' -h---w----f--y',
  subs: '  ^------------!',
  events: '-(hH)(wsW)f--(z|)',
  answering: '-',
  failure: failed('FULL_NAME', 'failed_by_peer', 'The server sent FAIL without a reason.'),
  aborted: false,
  answersAborted: 13,
});
test('answers that fail are told as such, and their words are kept for the cause', speaks, {
  lines: ' -h---w----f',
  subs: '  ^-----------!',
  events: '-(hH)(wsW)f-(z|)',
  answering: '--#',
  failure: failed('FULL_NAME', 'answer_failed', 'The answers function failed for FULL_NAME.'),
  aborted: false,
  answersAborted: false,
});

// Values and suffixes that break a rule.
const refused = (value: unknown, problem: string) => ({
  lines: ' -h---w----f',
  subs: '  ^---------!',
  events: '-(hH)(wsW)(fz|)',
  context: { answers: (() => value) as Answers },
  failure: failed('FULL_NAME', 'unsendable_line', `The answer to FULL_NAME ${problem}.`),
  aborted: false as const,
});
test('no string', speaks, refused(7, 'is not a string'));
test('nothing', speaks, refused(undefined, 'is not a string'));
test('an object', speaks, refused({ toString: () => 'secret' }, 'is not a string'));
test('two lines', speaks, refused('secret\nsecret', 'contains an LF: it must be one line'));
test('no UTF-8', speaks, refused('secret\ud800', 'contains a lone surrogate: it has no UTF-8 form'));
test('too long', speaks, refused('é'.repeat(467) + 'x', 'has 935 bytes: the limit is 934'));

const wrong = (solution: unknown, problem: string) => ({
  lines: ' -h---w',
  subs: '  ^----!',
  events: '-(hH)(wz|)',
  context: {
    solve: (() => ({
      then: (resolve: (found: unknown) => void) => {
        resolve(solution);
      },
    })) as unknown as Solve,
  },
  failure: failed('WORK', 'solver_failed', `The solver returned a suffix that ${problem}.`),
});
test('a solver without a result', speaks, wrong(undefined, 'is not a string'));
test('a solver with a number', speaks, wrong({ suffix: 7 }, 'is not a string'));
test('a suffix of two lines', speaks, wrong({ suffix: 's\n' }, 'contains an LF: it must be one line'));
test(
  'a suffix that is too long',
  speaks,
  wrong({ suffix: 's'.repeat(1000) }, 'has 1000 bytes: the limit is 999'),
);
test('a solver that throws at once', speaks, {
  lines: ' -h---w',
  subs: '  ^----!',
  events: '-(hH)(wz|)',
  context: {
    solve: () => {
      throw new Error('secret');
    },
  },
  failure: failed('WORK', 'solver_failed', 'The solver failed.'),
});
