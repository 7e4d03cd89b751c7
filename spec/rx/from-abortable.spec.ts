import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import { concat, EMPTY, NEVER, Observable, of, throwError } from 'rxjs';
import { fromAbortable } from '../../lib/rx/from-abortable.js';
import type { MaybeAsync } from '../../lib/rx/maybe-async.js';
import '../support/rxjs.js';

const BROKEN = new Error('broken');

/** What is told, and whether the signal aborted. */
async function toldOf(start: () => MaybeAsync<string>): Promise<[told: unknown[], aborted: boolean]> {
  const told: unknown[] = [];
  let aborted = false;
  await new Promise<void>((resolve) => {
    fromAbortable((signal) => {
      signal.addEventListener('abort', () => (aborted = true));
      return start();
    }).subscribe({
      next: (value) => told.push(value),
      error: (error) => {
        told.push(error);
        resolve();
      },
      complete: () => {
        told.push('complete');
        resolve();
      },
    });
  });
  return [told, aborted];
}

const tells = test.macro({
  exec: async (t, start: () => MaybeAsync<string>, told: readonly unknown[]) => {
    t.deepEqual(await toldOf(start), [[...told], false]);
  },
  title: (title) => title ?? '',
});
test('a value', tells, () => 'words', ['words', 'complete']);
test('a promise', tells, () => Promise.resolve('later'), ['later', 'complete']);
test('an observable: its first value', tells, () => concat(of('first', 'second'), NEVER), [
  'first',
  'complete',
]);
test('an observable without a value', tells, () => EMPTY, ['complete']);
test('a promise that rejects', tells, () => Promise.reject(BROKEN), [BROKEN]);
test('an observable that fails', tells, () => throwError(() => BROKEN), [BROKEN]);
const throws = (): never => {
  throw BROKEN;
};
test('a function that throws', tells, throws, [BROKEN]);

test('who is left early sees the signal, and may reject then: nobody is told', async (t) => {
  let aborted = false;
  const rejecting = (signal: AbortSignal): Promise<string> =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        aborted = true;
        reject(new Error('left'));
      });
    });
  fromAbortable(rejecting)
    .subscribe(() => {
      t.fail('a value came');
    })
    .unsubscribe();
  // An error after the end would end the process: see support/rxjs.
  await setImmediate();
  t.true(aborted);
});

test('an observable is unsubscribed when it is left', (t) => {
  let left = false;
  const source = new Observable<string>(() => () => (left = true));
  fromAbortable(() => source)
    .subscribe()
    .unsubscribe();
  t.true(left);
});

test('it calls nothing before it is subscribed to', (t) => {
  fromAbortable(() => {
    t.fail('called');
    return '';
  });
  t.pass();
});
