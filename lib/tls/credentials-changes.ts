import { catchError, concatMap, from, isObservable, map, of, type Observable } from 'rxjs';
import { ConfigError } from '../protocol/errors.js';
import { checkCredentials, type Credentials, type PemCredentials } from './credentials.js';
import { unusableCredentials } from './unusable.js';

/**
 * Fixed credentials, or an observable that replaces them while a server runs. Each value is PEM credentials, or a promise of them such
 * as `readCredentials` returns.
 */
export type CredentialsSource = PemCredentials | Observable<PemCredentials | PromiseLike<PemCredentials>>;

/** The result of a check: usable credentials, or the reason why they are not usable. */
export type CredentialsChange =
  | { readonly kind: 'good'; readonly credentials: Credentials }
  | { readonly kind: 'bad'; readonly error: ConfigError };

/**
 * Emits the check result of each source value, in the order of the source. A value that is not a promise is checked synchronously. Never
 * errors: if the source errors, emits a last `bad` result and completes.
 */
export function credentialsChanges(source: CredentialsSource): Observable<CredentialsChange> {
  const values = isObservable(source) ? source : of(source);
  return values.pipe(
    map((value) => (isPromise(value) ? handled(value) : of(value))),
    concatMap((waiting) => from(waiting).pipe(map(credentialsChange), catchError(bad))),
    catchError(bad),
  );
}

/** Checks credentials. Never throws. */
export function credentialsChange(given: PemCredentials): CredentialsChange {
  try {
    return { kind: 'good', credentials: checkCredentials(given) };
  } catch (error) {
    return { kind: 'bad', error: toConfigError(error) };
  }
}

function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

// A promise may reject while it waits in the queue of `concatMap`. Node ends the process for a rejection without a handler.
function handled<T>(value: PromiseLike<T>): Promise<T> {
  const promise = Promise.resolve(value);
  promise.catch(() => null);
  return promise;
}

function bad(error: unknown): Observable<CredentialsChange> {
  return of({ kind: 'bad', error: toConfigError(error) });
}

function toConfigError(error: unknown): ConfigError {
  if (error instanceof ConfigError) return error;
  const why = error instanceof Error ? error.message : 'unknown reason';
  return unusableCredentials(`Cannot load the credentials: ${why}`, error);
}
