import { Observable } from 'rxjs';

/**
 * What `next` makes, once `action` has completed; the errors of either. The same as `concat(action, defer(next))`, of fewer objects: a
 * session does this some fifty times.
 */
export function after<T>(action: Observable<never>, next: () => Observable<T>): Observable<T> {
  return new Observable((subscriber) => {
    subscriber.add(
      action.subscribe({
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: () => {
          if (!subscriber.closed) next().subscribe(subscriber);
        },
      }),
    );
  });
}
