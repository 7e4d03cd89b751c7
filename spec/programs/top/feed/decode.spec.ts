import test from 'ava';
import fc from 'fast-check';
import {
  counts,
  escapeRest,
  key,
  list,
  nullable,
  number,
  object,
  ShapeError,
  text,
} from '../../../../lib/programs/top/feed/decode.js';
import {
  activitiesMessage,
  participantsMessage,
  statusMessage,
  storyMessage,
} from '../../../../lib/programs/top/feed/shapes.js';
import type { Activity } from '../../../../lib/status/entries.js';
import {
  NOW,
  participantOf,
  recordsOf,
  sessionOf,
  statusOf,
  storyOf,
} from '../../helpers/status-messages.js';

test('what the server sends is read as it is', (t) => {
  const status = statusOf({ records: recordsOf() });
  const read = statusMessage(JSON.parse(JSON.stringify(status)), '');
  const { server, counts: all, records, now } = read;
  t.is(now, status.now);
  t.deepEqual({ ...server }, status.server as object);
  t.deepEqual(records, status.records as object);
  t.deepEqual(all.participants, status.counts.participants);
  t.deepEqual(Object.fromEntries(all.open), { ...status.counts.open });
  const participant = participantOf('a', { lastError: { code: 'timed_out', message: 'm', advice: null } });
  t.deepEqual(participantsMessage({ reset: false, participants: [participant], removed: ['b'] }, ''), {
    reset: false,
    participants: [participant],
    removed: ['b'],
  } as object);
  const activity: Activity = {
    number: 1,
    at: NOW,
    level: 'good',
    type: 'session_ended',
    reason: null,
    participant: 'a',
    name: 'a',
    session: null,
    message: 'done',
  };
  const { level, at, name, message } = activity;
  t.deepEqual(activitiesMessage([activity], ''), [{ number: 1, at, level, name, message }]);
  const story = storyMessage(storyOf(participant, { sessions: [sessionOf()] }), '');
  t.is(story.sessions[0]?.error?.advice, 'Use all threads.');
});

const refuses = test.macro<[value: unknown, message: string]>({
  exec(t, value, message) {
    t.throws(() => participantsMessage(value, 'participants'), { instanceOf: ShapeError, message });
  },
  title: (_, _value, message) => message,
});

const row = participantOf('a');
const withRow = (given: object) => ({ reset: true, participants: [{ ...row, ...given }], removed: [] });
test(refuses, null, 'participants must be an object');
test(refuses, { ...withRow({}), removed: {} }, 'participants.removed must be a list of at most 10000 items');
test(refuses, { participants: [], removed: [] }, 'participants.reset must be true or false');
test(refuses, withRow({ since: '1' }), 'participants.participants[0].since must be a number');
test(refuses, withRow({ lastSeen: 1e300 }), 'participants.participants[0].lastSeen must be a number');
test(refuses, withRow({ state: 1 }), 'participants.participants[0].state must be a text');
test(
  refuses,
  withRow({ id: 'x'.repeat(1001) }),
  'participants.participants[0].id must be a text of at most 1000 characters',
);
test(refuses, withRow({ lastError: {} }), 'participants.participants[0].lastError.code must be a text');
test(
  refuses,
  { reset: true, participants: Array(10_001).fill(row), removed: [] },
  'participants.participants must be a list of at most 10000 items',
);

test('the message of a wrong value has nothing of it, and names from it are escaped', (t) => {
  t.throws(() => number('secret', 'a'), { message: 'a must be a number' });
  t.throws(() => counts({ '\u001b[2J': 'x' }, 'a'), { message: 'a.\\u001b[2J must be a number' });
  const many = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`n${index}`, 1]));
  t.throws(() => counts(many, 'a'), { message: 'a must be an object of at most 500 names' });
});

test('a field that is inherited is none', (t) => {
  const read = object({ constructor: text(10) });
  t.throws(() => read({}, ''), { message: 'constructor must be a text' });
  t.throws(() => read(1, ''), { message: 'it must be an object' });
});

test('what is null or missing is null', (t) => {
  t.is(nullable(number)(undefined, 'a'), null);
  t.is(nullable(number)(null, 'a'), null);
  t.is(nullable(number)(1, 'a'), 1);
  t.is(key('a', 'a'), 'a');
  t.deepEqual(list(number, 2)([1, 2], 'a'), [1, 2]);
});

test('escapes of the server stay, and what it did not escape is escaped', (t) => {
  t.is(escapeRest('a\\u001b[31m', 100), 'a\\u001b[31m');
  t.is(escapeRest('a\u001b[31m\u202e\\', 100), 'a\\u001b[31m\\u202e\\');
  t.is(escapeRest('x'.repeat(10), 4), 'xxxx…');
});

test('any text is one line without controls, whatever the server escaped', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (value) => {
      const shown = text(100)(value, '');
      return !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(shown) && escapeRest(shown, Infinity) === shown;
    }),
  );
  t.pass();
});

test('any JSON is a status or a clear error', (t) => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      try {
        statusMessage(value, 'status');
        return false;
      } catch (error) {
        return error instanceof ShapeError && /^status[\w.]* must be [^\p{C}]+$/u.test(error.message);
      }
    }),
  );
  t.pass();
});
