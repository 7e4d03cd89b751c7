import test from 'ava';
import {
  concat,
  EMPTY,
  filter,
  from,
  NEVER,
  of,
  Subject,
  takeUntil,
  throwError,
  type Observable,
} from 'rxjs';
import { ProtocolError } from '../../lib/protocol/errors.js';
import { peerLeft, unsolicitedLine } from '../../lib/protocol/failures.js';
import { takingTurns, type Turn } from '../../lib/session/taking-turns.js';
import '../support/rxjs.js';
import { virtually } from '../support/session.js';

const LEFT = peerLeft();
const ONE_TOO_MANY = unsolicitedLine();

const SENT = 'sent';
const asking = (turn: Turn<string>): Observable<string> =>
  turn({
    ask: (_asker, asked) => {
      asked();
    },
    startDeadline: () => undefined,
    sent: () => SENT,
    received: (line) => `received ${line}`,
    judge: (line) => line,
  });
/** The lines alone. */
const linesOf = (told: Observable<string>): Observable<string> =>
  told.pipe(filter((text) => text !== SENT && !text.startsWith('received')));
/** Asks twice, one after the other. */
const twice = (turn: Turn<string>, lastWord: Observable<never> = EMPTY): Observable<string> =>
  concat(asking(turn), asking(turn), lastWord);

const turns = test.macro({
  exec: (t, lines: string, drained: string, subs: string, expected: string, error?: unknown) => {
    virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
      const client = cold(lines, undefined, LEFT);
      expectObservable(linesOf(takingTurns(client, cold<never>(drained), twice))).toBe(
        expected,
        undefined,
        error,
      );
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
    expectObservable(linesOf(takingTurns(client, NEVER, twice))).toBe('a-b-#', undefined, bad);
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
  virtually(t, ({ cold, expectObservable }) => {
    const client = cold('   ----a---');
    const tooLate = cold('  --x     ');
    const expected = '      ----#   ';
    const given = takingTurns(client, EMPTY, (turn: Turn<string>) =>
      concat(linesOf(asking(turn).pipe(takeUntil(tooLate))), NEVER),
    );
    expectObservable(linesOf(given)).toBe(expected, undefined, ONE_TOO_MANY);
  });
});

test('what is told of a turn: that the command is sent, the line, and then what the conversation makes of it', (t) => {
  const lines = new Subject<string>();
  const told: string[] = [];
  takingTurns(lines, EMPTY, twice).subscribe((text) => told.push(text));
  t.deepEqual(told, [SENT]);
  lines.next('a');
  t.deepEqual(told, [SENT, 'received a', 'a', SENT]);
});

test('a line from inside the telling of its command is in time, and the turn is over when both are told', (t) => {
  const lines = new Subject<string>();
  const told: string[] = [];
  let sent = 0;
  takingTurns(lines, EMPTY, twice).subscribe((text) => {
    told.push(text);
    if (text === SENT) lines.next(String(++sent));
  });
  t.deepEqual(told, [SENT, 'received 1', '1', SENT, 'received 2', '2']);
});

test('unsubscribed early, everything is', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const client = cold('   --a--b---');
    const unsub = '         ---!     ';
    const subs = '          ^--!     ';
    expectObservable(linesOf(takingTurns(client, EMPTY, twice)), unsub).toBe('--a-');
    expectSubscriptions(client.subscriptions).toBe(subs);
  });
});

const atOnce = test.macro({
  exec: (t, lines: Observable<string>, expected: readonly string[]) => {
    const told: string[] = [];
    linesOf(
      takingTurns(lines, EMPTY, (turn, lastWord) => concat(of('begun'), twice(turn, lastWord))),
    ).subscribe({
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
  const given = takingTurns(concat(of('early'), lines), EMPTY, (turn: Turn<string>) => {
    t.true(lines.observed);
    lines.next('meanwhile');
    return concat(twice(turn), asking(turn));
  });
  linesOf(given).subscribe((line) => {
    told.push(line);
    if (line === 'early') lines.next('during');
  });
  t.deepEqual(told, ['early', 'meanwhile', 'during']);
});

test('a line from inside the telling of the one before has no turn yet', (t) => {
  const lines = new Subject<string>();
  const told: string[] = [];
  linesOf(takingTurns(lines, EMPTY, twice)).subscribe({
    next: (line) => {
      told.push(line);
      lines.next('too soon');
    },
    error: (error: { code: string }) => told.push(error.code),
  });
  lines.next('a');
  t.deepEqual(told, ['a', 'unsolicited_line']);
});
