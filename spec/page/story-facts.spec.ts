import test from 'ava';
import { lengthOf, outcomeOf, stepsOf } from '../../lib/page/story-facts.js';
import type { SessionEntry } from '../../lib/status/entries.js';

const OPEN: SessionEntry = {
  kind: 'session',
  id: 's1',
  participant: 'p',
  name: 'Ada',
  remote: '10.0.0.1:4000',
  startedAt: 1000,
  endedAt: null,
  state: 'working',
  step: 'WORK',
  answered: 0,
  requests: 9,
  outcome: null,
  confirmed: null,
  error: null,
  durations: null,
  work: null,
};
const DONE: SessionEntry = {
  ...OPEN,
  endedAt: 14_500,
  state: 'ended',
  step: 'DONE',
  answered: 9,
  outcome: 'done',
  confirmed: true,
  durations: { hello: 0.02, work: 12.3, requests: 1, done: 0.1 },
  work: { nBits: 20, zeroBits: 22, seconds: 12.3 },
};

const steps = (session: SessionEntry): string[] =>
  stepsOf(session).map(({ name, state, time, detail }) =>
    [name, state, time, detail].filter(Boolean).join(' | '),
  );

test('a session in WORK', (t) => {
  t.deepEqual(steps(OPEN), [
    'HELLO | passed',
    'WORK | under-way',
    'Requests | not-reached',
    'DONE | not-reached',
  ]);
  t.is(outcomeOf(OPEN), 'Under way, at WORK');
  t.is(lengthOf(OPEN, 66_000), '1 min 05 s');
});

test('a session that is answering', (t) => {
  t.deepEqual(steps({ ...OPEN, state: 'answering', step: 'MAIL1', answered: 3, work: DONE.work }), [
    'HELLO | passed',
    'WORK | passed | 12.3 s | 20 bits asked, 22 found',
    'Requests | under-way | 3 of 9 answered, at MAIL1',
    'DONE | not-reached',
  ]);
});

test('a session that is done', (t) => {
  t.deepEqual(steps(DONE), [
    'HELLO | passed | 20 ms',
    'WORK | passed | 12.3 s | 20 bits asked, 22 found',
    'Requests | passed | 1.00 s | 9 of 9 answered',
    'DONE | passed | 0.10 s',
  ]);
  t.is(outcomeOf(DONE), 'Done');
  t.is(lengthOf(DONE, 0), '13.5 s');
  t.is(outcomeOf({ ...DONE, confirmed: false }), 'Done: answers kept, left before OK');
  t.is(outcomeOf({ ...DONE, confirmed: null }), 'Done');
});

test('what was not asked for is no step', (t) => {
  const durations = { hello: 0.02, work: null, requests: 1, done: 0.1 };
  t.deepEqual(
    stepsOf({ ...DONE, durations, work: null }).map(({ name }) => name),
    ['HELLO', 'Requests', 'DONE'],
  );
});

test('sessions that ended otherwise say where and how', (t) => {
  const ended: SessionEntry = {
    ...OPEN,
    endedAt: 2000,
    state: 'ended',
    step: 'MAIL1',
    answered: 2,
    outcome: 'failed',
  };
  t.is(outcomeOf(ended), 'Failed at MAIL1');
  t.is(outcomeOf({ ...ended, outcome: 'timeout' }), 'Too slow at MAIL1');
  t.is(outcomeOf({ ...ended, outcome: 'disconnected' }), 'Left at MAIL1');
  t.is(outcomeOf({ ...ended, outcome: 'stopped' }), 'Stopped by the server at MAIL1');
  t.deepEqual(steps(ended).slice(2), ['Requests | failed | 2 of 9 answered, at MAIL1', 'DONE | not-reached']);
  t.deepEqual(steps({ ...ended, step: 'HELLO', requests: null })[0], 'HELLO | failed');
});
