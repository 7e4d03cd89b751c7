import { Observable } from 'rxjs';

/** A promise's value, cold: `start` runs when subscribed, and its signal aborts when unsubscribed before the promise has settled. */
export function fromAbortable<T>(start: (signal: AbortSignal) => PromiseLike<T>): Observable<T> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    let settled = false;
    subscriber.add(() => {
      if (!settled) controller.abort();
    });
    start(controller.signal).then(
      (value) => {
        settled = true;
        subscriber.next(value);
        subscriber.complete();
      },
      (error: unknown) => {
        settled = true;
        // Nobody is left to hear of the abort that our own unsubscribing caused.
        if (!subscriber.closed) subscriber.error(error);
      },
    );
  });
}
