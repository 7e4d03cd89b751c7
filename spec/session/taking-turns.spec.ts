import test from 'ava';
import { concat, EMPTY, from, map, mergeMap, NEVER, of, Subject, throwError, type Observable } from 'rxjs';
import { ProtocolError } from '../../lib/protocol/errors.js';
import { peerLeft, unsolicitedLine } from '../../lib/protocol/failures.js';
import { takingTurns } from '../../lib/session/taking-turns.js';
import '../support/rxjs.js';
import { virtually } from '../support/session.js';

const LEFT = peerLeft();
const ONE_TOO_MANY = unsolicitedLine();

/** Asks twice, one after the other. */
const twice = (answer: Observable<string>): Observable<string> => concat(answer, answer);

const turns = test.macro({
  exec: (t, lines: string, drained: string, subs: string, expected: string, error?: unknown) => {
    virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
      const client = cold(lines, undefined, LEFT);
      expectObservable(takingTurns(client, cold<never>(drained), twice)).toBe(expected, undefined, error);
      expectSubscriptions(client.subscriptions).toBe(subs);
    });
  },
  title: (title) => title ?? '',
});
test(
  'one line for each turn', turns,
  '--a--b-----', '|',
  '^----!     ',
  '--a--(b|)  ',
); // prettier-ignore
test(
  'after the last turn, what has come in is waited for', turns,
  '--a--b-----', '---|',
  '^-------!  ',
  '--a--b--|  ',
); // prettier-ignore
test(
  'a line too many', turns,
  '--a--b-c---', '---|',
  '^------!   ',
  '--a--b-#   ', ONE_TOO_MANY,
); // prettier-ignore
test(
  'who has said all may leave', turns,
  '--a--b-|   ', '---|',
  '^------!   ',
  '--a--b--|  ',
); // prettier-ignore
test(
  'even with a reset', turns,
  '--a--b-#   ', '---|',
  '^------!   ',
  '--a--b--|  ',
); // prettier-ignore
test(
  'who leaves before has left', turns,
  '--a--|     ', '|',
  '^----!     ',
  '--a--#     ', LEFT,
); // prettier-ignore
test(
  'or was lost', turns,
  '--a--#     ', '|',
  '^----!     ',
  '--a--#     ', LEFT,
); // prettier-ignore

test('bad bytes behind the last line are an error still', (t) => {
  virtually(t, ({ cold, expectObservable }) => {
    const bad = new ProtocolError('invalid_utf8', 'Why.');
    const client = cold('a-b-#', undefined, bad);
    expectObservable(takingTurns(client, NEVER, twice)).toBe('a-b-#', undefined, bad);
  });
});

test('a line while nobody waits for one', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const action = cold('   --x----|');
    const client = cold('   ----a---');
    const subs = '          ^---!   ';
    const expected = '      --x-#   ';
    expectObservable(takingTurns(client, EMPTY, () => action)).toBe(expected, undefined, ONE_TOO_MANY);
    expectSubscriptions(client.subscriptions).toBe(subs);
    expectSubscriptions(action.subscriptions).toBe(subs);
  });
});

test('a turn that was given up owes no line', (t) => {
  virtually(t, ({ cold, hot, expectObservable }) => {
    const client = hot('     ----a---');
    const pause = cold('     --x-----');
    const expected = '       ----#   ';
    const given = takingTurns(client, EMPTY, (answer) =>
      from([answer, NEVER]).pipe(
        mergeMap((one, index) => (index === 0 ? pause.pipe(map(() => 'p')) : one)),
        map(() => ''),
        (source) => concat(EMPTY, source),
      ),
    );
    expectObservable(given.pipe(mergeMap(() => EMPTY))).toBe(expected, undefined, ONE_TOO_MANY);
  });
});

test('unsubscribed early, everything is', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const client = cold('   --a--b---');
    const unsub = '         ---!     ';
    const subs = '          ^--!     ';
    expectObservable(takingTurns(client, EMPTY, twice), unsub).toBe('--a-');
    expectSubscriptions(client.subscriptions).toBe(subs);
  });
});

const atOnce = test.macro({
  exec: (t, lines: Observable<string>, expected: readonly string[]) => {
    const told: string[] = [];
    takingTurns(lines, EMPTY, (answer) => concat(of('begun'), answer, answer)).subscribe({
      next: (line) => told.push(line),
      error: (error: { code: string }) => told.push(error.code),
      complete: () => told.push('completed'),
    });
    t.deepEqual(told, expected);
  },
  title: (title) => `what comes at once comes in turn: ${title ?? ''}`,
});
test('both lines', atOnce, from(['a', 'b']), ['begun', 'a', 'b', 'completed']);
test('one too few', atOnce, from(['a']), ['begun', 'a', 'disconnected']);
test('one too many', atOnce, from(['a', 'b', 'c']), ['begun', 'a', 'b', 'completed']);
test(
  'an error',
  atOnce,
  concat(
    of('a'),
    throwError(() => new ProtocolError('invalid_utf8', 'Why.')),
  ),
  ['begun', 'a', 'invalid_utf8'],
);

test('lines are subscribed to before the conversation, and keep their order', (t) => {
  const lines = new Subject<string>();
  const told: string[] = [];
  takingTurns(concat(of('early'), lines), EMPTY, (answer) => {
    t.true(lines.observed);
    lines.next('meanwhile');
    return concat(answer, answer, answer);
  }).subscribe((line) => {
    told.push(line);
    if (line === 'early') lines.next('during');
  });
  t.deepEqual(told, ['early', 'meanwhile', 'during']);
});

test('a line from inside the telling of the one before has no turn yet', (t) => {
  const lines = new Subject<string>();
  const told: string[] = [];
  takingTurns(lines, EMPTY, twice).subscribe({
    next: (line) => {
      told.push(line);
      lines.next('too soon');
    },
    error: (error: { code: string }) => told.push(error.code),
  });
  lines.next('a');
  t.deepEqual(told, ['a', 'unsolicited_line']);
});
