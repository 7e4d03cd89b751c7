import { catchError, concatMap, from, isObservable, map, of, type Observable } from 'rxjs';
import { ConfigError } from '../protocol/errors.js';
import { checkCredentials, type Credentials, type PemCredentials } from './credentials.js';
import { unusableCredentials } from './unusable.js';

/**
 * Credentials that may be replaced while a server runs: a value for each replacement, or a promise of one, as `readCredentials` gives
 * it. Or credentials that stay.
 */
export type CredentialsSource = PemCredentials | Observable<PemCredentials | PromiseLike<PemCredentials>>;

/** What became of credentials: they can be used, or why not. */
export type CredentialsChange =
  | { readonly kind: 'good'; readonly credentials: Credentials }
  | { readonly kind: 'bad'; readonly error: ConfigError };

/**
 * Each value of the source, checked, in the order of the source; at once where it need not be waited for. Never errors: a source that fails
 * is one more that is bad, and the last.
 */
export function credentialsChanges(source: CredentialsSource): Observable<CredentialsChange> {
  const values = isObservable(source) ? source : of(source);
  return values.pipe(
    map((value) => (isPromise(value) ? handled(value) : of(value))),
    concatMap((waiting) => from(waiting).pipe(map(credentialsChange), catchError(bad))),
    catchError(bad),
  );
}

/** Never throws. */
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

/** Its failure may come while it waits its turn: unhandled, that would end the process. */
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
  return unusableCredentials(`The credentials could not be had: ${why}`, error);
}
