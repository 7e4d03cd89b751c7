import { Observable } from 'rxjs';

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
