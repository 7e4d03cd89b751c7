import { isObservable, Observable, take } from 'rxjs';
import { isPromiseLike, type MaybeAsync } from './maybe-async.js';

/**
 * Calls a user's function on subscription, and emits its one result. Completes without a value if it returned an observable without one.
 * The signal aborts when the subscriber unsubscribes before there is a result. Errors that the function throws, rejects with or emits pass
 * through.
 */
export function fromAbortable<T>(start: (signal: AbortSignal) => MaybeAsync<T>): Observable<T> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    let settled = false;
    subscriber.add(() => {
      if (!settled) controller.abort();
    });
    const complete = (): void => {
      settled = true;
      subscriber.complete();
    };
    const succeed = (value: T): void => {
      settled = true;
      subscriber.next(value);
      subscriber.complete();
    };
    const fail = (error: unknown): void => {
      settled = true;
      // After unsubscribing, this is the abort that we caused: there is nothing to report.
      if (!subscriber.closed) subscriber.error(error);
    };
    let started: MaybeAsync<T>;
    try {
      started = start(controller.signal);
    } catch (error) {
      fail(error);
      return;
    }
    if (isObservable(started)) {
      subscriber.add(started.pipe(take(1)).subscribe({ next: succeed, error: fail, complete }));
    } else if (isPromiseLike(started)) started.then(succeed, fail);
    else succeed(started);
  });
}
