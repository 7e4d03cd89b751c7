import { from, isObservable, of, type Observable } from 'rxjs';
import type { MaybeAsync } from './context.js';

/** Converts a value, a promise or an observable to an observable. A string is one value here, not a list of characters. */
export function asObservable<T>(given: MaybeAsync<T>): Observable<T> {
  return isObservable(given) || isPromiseLike(given) ? from(given) : of(given);
}

function isPromiseLike<T>(given: T | PromiseLike<T>): given is PromiseLike<T> {
  return typeof given === 'object' && given !== null && 'then' in given && typeof given.then === 'function';
}
