import { Observable } from 'rxjs';

/**
 * A function's value, now or later, cold: `start` runs when subscribed, and its signal aborts when unsubscribed before the value is there.
 * Errors with what `start` throws or rejects with.
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
      // Nobody is left to hear of the abort that our own unsubscribing caused.
      if (!subscriber.closed) subscriber.error(error);
    });
  });
}

function isPromiseLike<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Never emits, and errors with the signal's reason when it aborts; never ends where there is no signal. */
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
