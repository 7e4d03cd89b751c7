import { from, isObservable, of, type Observable } from 'rxjs';
import { isPromiseLike } from '../rx/promise-like.js';
import type { MaybeAsync } from './context.js';

/** Converts a value, a promise or an observable to an observable. A string is one value here, not a list of characters. */
export function asObservable<T>(given: MaybeAsync<T>): Observable<T> {
  return isObservable(given) || isPromiseLike(given) ? from(given) : of(given);
}
