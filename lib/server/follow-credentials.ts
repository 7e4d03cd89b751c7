import { Observable } from 'rxjs';
import { ConfigError } from '../protocol/errors.js';
import type { Credentials } from '../tls/credentials.js';
import type { CredentialsChange } from '../tls/credentials-changes.js';
import type { SecureServer } from '../tls/secure-server.js';
import { unusableCredentials } from '../tls/unusable.js';
import type { CredentialsChangedEvent, CredentialsRejectedEvent } from './events.js';

export type CredentialsEvent = CredentialsChangedEvent | CredentialsRejectedEvent;

/**
 * Creates a TLS server from the first credentials and emits it. Then replaces its credentials for each later change, and emits the result.
 *
 * Errors with a ConfigError if the first credentials are unusable or missing.
 */
export function followCredentials(
  changes: Observable<CredentialsChange>,
  create: (credentials: Credentials) => SecureServer,
  now: () => number,
): Observable<SecureServer | CredentialsEvent> {
  return new Observable((subscriber) => {
    let secure: SecureServer | null = null;
    const begin = (change: CredentialsChange): SecureServer => {
      if (change.kind === 'bad') throw change.error;
      return create(change.credentials);
    };
    const onChange = (change: CredentialsChange): void => {
      if (secure === null) subscriber.next((secure = begin(change)));
      else subscriber.next(replaceCredentials(secure, change, now()).event);
    };
    subscriber.add(
      changes.subscribe({
        next: (change) => {
          try {
            onChange(change);
          } catch (error) {
            subscriber.error(error);
          }
        },
        complete: () => {
          if (secure === null) subscriber.error(unusableCredentials('No credentials were given'));
          else subscriber.complete();
        },
      }),
    );
  });
}

/** Replaces the credentials for new connections. If the new credentials are unusable, the old ones stay in use. */
export function replaceCredentials(
  secure: SecureServer,
  change: CredentialsChange,
  at: number,
): { readonly event: CredentialsEvent; readonly error: ConfigError | null } {
  const error = change.kind === 'bad' ? change.error : refusalOf(secure, change.credentials);
  return error === null
    ? { event: { type: 'credentials_changed', at }, error }
    : { event: { type: 'credentials_rejected', at, message: error.message }, error };
}

function refusalOf(secure: SecureServer, credentials: Credentials): ConfigError | null {
  try {
    secure.setCredentials(credentials);
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}
