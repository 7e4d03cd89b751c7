import { Observable } from 'rxjs';
import { isPromiseLike } from '../rx/promise-like.js';

/**
 * Calls `start` on subscription, and emits its value or the value of its promise. The signal aborts when the subscriber unsubscribes
 * before that. Errors that `start` throws or rejects with pass through.
 */
export function fromAbortable<T>(start: (signal: AbortSignal) => T | PromiseLike<T>): Observable<T> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    let settled = false;
    subscriber.add(() => {
      if (!settled) controller.abort();
    });
    const succeed = (value: T): void => {
      settled = true;
      subscriber.next(value);
      subscriber.complete();
    };
    const started = start(controller.signal);
    if (!isPromiseLike(started)) {
      succeed(started);
      return;
    }
    started.then(succeed, (error: unknown) => {
      settled = true;
      // After unsubscribing, this is the abort that we caused: there is nothing to report.
      if (!subscriber.closed) subscriber.error(error);
    });
  });
}

/** Never emits. Errors with the signal's reason when it aborts. Without a signal, never ends. */
export function abortOf(signal: AbortSignal | undefined): Observable<never> {
  return new Observable((subscriber) => {
    if (signal === undefined) return;
    const abort = (): void => {
      subscriber.error(signal.reason);
    };
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort);
    return () => {
      signal.removeEventListener('abort', abort);
    };
  });
}
