import { Observable } from 'rxjs';

/**
 * What `next` makes, once `action` has completed; the errors of either. As `concat(action, defer(next))`, of which a session would
 * build dozens, each of ten objects.
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
