import { from, isObservable, of, type Observable } from 'rxjs';

/** The result of an embedder's function: a value, a promise of it, or an observable whose first value is used. */
export type MaybeAsync<T> = T | PromiseLike<T> | Observable<T>;

/** Converts a value, a promise or an observable to an observable. A string is one value here, not a list of characters. */
export function asObservable<T>(given: MaybeAsync<T>): Observable<T> {
  return isLater(given) ? from(given) : of(given);
}

/** Returns whether the result comes later: it is a promise or an observable of the value. */
export function isLater<T>(given: MaybeAsync<T>): given is PromiseLike<T> | Observable<T> {
  return isObservable(given) || isPromiseLike(given);
}

/** Returns whether the value is a promise, or another object with a `then`. */
export function isPromiseLike<T>(given: T | PromiseLike<T>): given is PromiseLike<T> {
  return typeof given === 'object' && given !== null && 'then' in given && typeof given.then === 'function';
}
