import { defer, Observable, of } from 'rxjs';
import type { ServerConfig } from '../config/server-config.js';
import {
  readCredentials,
  type CredentialPaths,
  type Credentials,
  type PemCredentials,
} from '../tls/credentials.js';
import { credentialsChange, credentialsChanges, type CredentialsSource } from '../tls/credentials-changes.js';
import { refuseInsecureHost } from '../tls/local-host.js';
import { createSecureServer, type SecureServer } from '../tls/secure-server.js';
import { accept } from './accept/accept.js';
import { bind, type Bound } from './accept/bind.js';
import type { ServerEvent } from './events.js';
import { followCredentials, replaceCredentials } from './follow-credentials.js';
import { tellEach } from './observers.js';
import { Sessions, type SessionsOptions } from './sessions.js';

/** What a server may be given besides its configuration. */
export interface ServeOptions extends SessionsOptions {
  /**
   * What the server shows, and the CAs that clients are verified against, in memory: once, or as an observable that replaces them for new
   * connections. Its first value is required: where that is bad, or does not come, the server does not start. One that is bad later is
   * told as `credentials_rejected`, and the old ones stay. Read once from the files of the configuration when not given.
   */
  readonly credentials?: CredentialsSource;
}

/** For whoever holds the server as an object. */
export interface Holder {
  /** Called before `listening` is told. */
  readonly onBound: (setCredentials: (credentials: PemCredentials) => void) => void;
  /** Called after the end, when the last connection is closed. */
  readonly onClosed: () => void;
}

/** A whole server; see `serve`. */
export function runServer(
  config: ServerConfig,
  { credentials, ...options }: ServeOptions,
  holder?: Holder,
): Observable<ServerEvent> {
  const events = new Observable<ServerEvent>((subscriber) => {
    if (config.insecure) refuseInsecureHost(config.serverHost);
    const sessions = new Sessions(config, options);
    const { now } = sessions.context;
    const starting = new AbortController();
    let binding: Promise<Bound> | null = null;
    // Nothing is told before `listening`.
    let early: ServerEvent[] | null = [];
    const tell = (event: ServerEvent): void => {
      if (early === null) subscriber.next(event);
      else early.push(event);
    };

    const run = (secure: SecureServer, bound: Bound): void => {
      if (subscriber.closed) return;
      holder?.onBound((given) => {
        const { event, error } = replaceCredentials(secure, credentialsChange(given), now());
        tell(event);
        if (error !== null) throw error;
      });
      const { port, addresses, listeners } = bound;
      const waiting = early ?? [];
      early = null;
      subscriber.next({ type: 'listening', at: now(), host: config.serverHost, port, addresses });
      for (const event of waiting) subscriber.next(event);
      const clients = accept(bound, secure.server, sessions.context);
      const stopListening = (): void => {
        for (const listener of listeners) listener.close();
      };
      sessions.of(clients, stopListening).subscribe(subscriber);
    };

    subscriber.add(() => {
      starting.abort();
      // Where it could not be bound, that was said below. Its connections are the sessions' to close.
      const closed = binding === null ? Promise.resolve() : binding.then((bound) => bound.close());
      void closed.catch(() => null).then(holder?.onClosed);
    });
    // From now on a stop counts, and is told to whoever asks later.
    subscriber.add(sessions.stopping.draining.subscribe());
    const changes = credentialsChanges(credentials ?? fromFiles(config, starting.signal));
    const create = (checked: Credentials): SecureServer =>
      createSecureServer(
        checked,
        { isSecure: !config.insecure, handshakeTimeout: config.otherTimeout },
        credentials === undefined ? pathsOf(config) : undefined,
      );
    subscriber.add(
      followCredentials(changes, create, now).subscribe({
        next: (item) => {
          if ('type' in item) {
            tell(item);
            return;
          }
          binding = bind(config.serverHost, config.port, starting.signal);
          binding.then(
            (bound) => {
              run(item, bound);
            },
            (error: unknown) => {
              subscriber.error(error);
            },
          );
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
      }),
    );
  });
  return events.pipe(tellEach(options.observers ?? []));
}

function fromFiles(config: ServerConfig, signal: AbortSignal): CredentialsSource {
  return defer(() => of(readCredentials(pathsOf(config), signal)));
}

function pathsOf({ serverCert: cert, serverKey: key, caCert, insecure }: ServerConfig): CredentialPaths {
  return { cert, key, ca: insecure ? null : caCert };
}
