import test from 'ava';
import { NEVER, Observable, Subject, VirtualTimeScheduler } from 'rxjs';
import { RestartPauses } from '../../../../../lib/programs/server/workers/primary/restart-pauses.js';
import { supervise } from '../../../../../lib/programs/server/workers/primary/supervise.js';

test('the pauses double up to half a minute, and begin again after a minute of running', (t) => {
  const pauses = new RestartPauses();
  t.deepEqual(
    Array.from({ length: 7 }, () => pauses.after(10)),
    [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000],
  );
  t.is(pauses.after(59_999), 30_000);
  t.is(pauses.after(60_000), 1000);
  t.is(pauses.after(0), 2000);
});

/** Runs of so many milliseconds each; when each began. */
function supervised(lives: readonly number[], stopAt: number, stopping = new Subject<void>()) {
  const scheduler = new VirtualTimeScheduler();
  const began: number[] = [];
  const pauses: number[] = [];
  let ends = 0;
  const run = (): Observable<never> =>
    new Observable((subscriber) => {
      const life = lives[began.length] ?? Infinity;
      began.push(scheduler.now());
      const over = stopping.subscribe(() => {
        subscriber.complete();
      });
      if (life < Infinity) {
        subscriber.add(
          scheduler.schedule(() => {
            subscriber.complete();
          }, life),
        );
      }
      subscriber.add(over);
      subscriber.add(() => (ends += 1));
    });
  let completedAt: number | null = null;
  const onPause = (pauseMs: number): void => {
    pauses.push(pauseMs);
  };
  const running = supervise(run, { stopping, scheduler, onPause }).subscribe({
    complete: () => (completedAt = scheduler.now()),
  });
  if (stopAt < Infinity) {
    scheduler.schedule(() => {
      stopping.next();
    }, stopAt);
  }
  return {
    running,
    flush: () => {
      scheduler.flush();
      return { began, pauses, completedAt, ends };
    },
  };
}

test('a worker that dies is started again after the pause', (t) => {
  const { flush } = supervised([500, 500, 100_000], 200_000);
  t.deepEqual(flush(), {
    began: [0, 1500, 4000, 105_000],
    pauses: [1000, 2000, 1000],
    completedAt: 200_000,
    ends: 4,
  });
});

test('a stop in a pause starts none again', (t) => {
  t.deepEqual(supervised([500], 700).flush(), { began: [0], pauses: [1000], completedAt: 700, ends: 1 });
});

test('a worker that ends after the stop is not started again', (t) => {
  t.deepEqual(supervised([], 700).flush(), { began: [0], pauses: [], completedAt: 700, ends: 1 });
});

test('unsubscribing ends the worker', (t) => {
  let ends = 0;
  const run = (): Observable<never> =>
    new Observable(() => () => {
      ends += 1;
    });
  const options = { stopping: NEVER, scheduler: new VirtualTimeScheduler(), onPause: () => undefined };
  supervise(run, options).subscribe().unsubscribe();
  t.is(ends, 1);
});
