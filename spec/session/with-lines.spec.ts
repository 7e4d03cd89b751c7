import test from 'ava';
import { concat, from, NEVER, of, Subject, throwError } from 'rxjs';
import { withLines } from '../../lib/session/with-lines.js';
import '../support/rxjs.js';
import { virtually } from '../support/session.js';

test('what comes later passes as it comes', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const lines = cold('--a--b--#');
    const subs = '      ^-------!';
    const expected = '  --a--b--#';
    expectObservable(withLines(lines, (line$) => line$)).toBe(expected);
    expectSubscriptions(lines.subscriptions).toBe(subs);
  });
});

test('unsubscribed early, the lines are left', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const lines = cold('--a--b---');
    const unsub = '     ---!     ';
    const subs = '      ^--!     ';
    const expected = '  --a-     ';
    expectObservable(
      withLines(lines, (line$) => line$),
      unsub,
    ).toBe(expected);
    expectSubscriptions(lines.subscriptions).toBe(subs);
  });
});

test('the lines are left as soon as what was made of them ends', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const lines = cold('            --a--b---');
    const made = cold('             ---x--|  ');
    const subs = '                  ^-----!  ';
    expectObservable(withLines(lines, () => made)).toBe('---x--|');
    expectSubscriptions(lines.subscriptions).toBe(subs);
  });
});

const atOnce = test.macro({
  exec: (t, lines: readonly string[], failing: boolean, expected: readonly string[]) => {
    const told: string[] = [];
    const end = failing ? throwError(() => 'failed') : of();
    withLines(concat(from(lines), end), (line$) => concat(of('begun'), line$)).subscribe({
      next: (line) => told.push(line),
      error: (error: unknown) => told.push(String(error)),
      complete: () => told.push('completed'),
    });
    t.deepEqual(told, expected);
  },
  title: (title) => `what comes at once comes after the beginning: ${title ?? ''}`,
});
test('nothing', atOnce, [], false, ['begun', 'completed']);
test('lines', atOnce, ['a', 'b'], false, ['begun', 'a', 'b', 'completed']);
test('an error', atOnce, ['a'], true, ['begun', 'a', 'failed']);

test('the lines are subscribed to before anything begins, and keep their order while what was early is told', (t) => {
  const lines = new Subject<string>();
  const told: string[] = [];
  withLines(concat(of('early'), lines), (line$) => {
    t.true(lines.observed);
    lines.next('meanwhile');
    return line$;
  }).subscribe((line) => {
    told.push(line);
    if (line === 'early') lines.next('during');
  });
  lines.next('later');
  t.deepEqual(told, ['early', 'meanwhile', 'during', 'later']);
});

test('two subscriptions share nothing', (t) => {
  let begun = 0;
  const both = withLines(NEVER, () => of(++begun));
  const told: number[] = [];
  both.subscribe((value) => told.push(value));
  both.subscribe((value) => told.push(value));
  t.deepEqual(told, [1, 2]);
});
