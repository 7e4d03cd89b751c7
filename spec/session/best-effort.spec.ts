import test from 'ava';
import { EMPTY, NEVER, throwError } from 'rxjs';
import { bestEffort } from '../../lib/session/best-effort.js';
import '../support/rxjs.js';
import { virtually } from '../support/session.js';

test('completes whether it could be sent or not', (t) => {
  virtually(t, ({ cold, expectObservable }) => {
    expectObservable(bestEffort(cold<never>('--|'))).toBe('--|');
    expectObservable(bestEffort(cold<never>('--#'))).toBe('--|');
    expectObservable(bestEffort(EMPTY)).toBe('|');
    expectObservable(bestEffort(NEVER)).toBe('-');
    expectObservable(bestEffort(throwError(() => 'text'))).toBe('|');
  });
});
