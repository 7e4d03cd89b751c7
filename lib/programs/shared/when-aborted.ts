import { fromEvent, defer, of, take, type Observable } from 'rxjs';

/** Emits once when the signal aborts, or on subscription if it has already aborted. Then completes. */
export function whenAborted(signal: AbortSignal): Observable<unknown> {
  return defer(() => (signal.aborted ? of(signal.reason) : fromEvent(signal, 'abort').pipe(take(1))));
}
