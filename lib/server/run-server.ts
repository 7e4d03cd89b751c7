import { asyncScheduler, catchError, defer, NEVER, Observable, of } from 'rxjs';
import { listenTargets } from '../config/network-options.js';
import type { ServerConfig } from '../config/server-config.js';
import { isTlslpError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';
import {
  readCredentials,
  type CredentialPaths,
  type Credentials,
  type PemCredentials,
} from '../tls/credentials.js';
import { credentialsChange, credentialsChanges, type CredentialsSource } from '../tls/credentials-changes.js';
import { createSecureServer, type CertificateInUse, type SecureServer } from '../tls/secure-server.js';
import { bindAll, refuseRemoteHosts, type Bound } from './accept/bind.js';
import { CredentialsWatch } from './credentials-watch.js';
import type { ServerEvent } from './events.js';
import { followCredentials, replaceCredentials } from './follow-credentials.js';
import { notifyObservers } from './observers.js';
import { reload, Reloads, type Reloadable, type ReloadSource } from './reload.js';
import { Sessions, type SessionsOptions } from './sessions.js';
import type { ServerParts } from './shared-parts.js';

/** Options of a server besides its configuration. */
export interface ServeOptions extends SessionsOptions {
  /**
   * The server's certificate and key, and the CAs to verify clients with. Default: read once from the files of the configuration.
   *
   * An observable replaces them for new connections. If its first value is unusable or missing, the server does not start. For a later
   * unusable value the server emits `credentials_rejected` and continues with the old credentials.
   */
  readonly credentials?: CredentialsSource;
  /**
   * Reloads when it emits: reads the certificate files again, proves them good, and uses them and the emitted configuration for new
   * connections and sessions. Emits `reloaded`, or `reload_rejected` if anything is wrong: then nothing was changed. Requests that come
   * during a reload share one more. While the server stops, it does nothing. Its errors end the reloads, not the server. Default: never.
   */
  readonly reload?: Observable<ReloadSource>;
  /** Called with the server's certificate when the server listens, and again after each reload and change of credentials. Default: not. */
  readonly onCertificate?: (certificate: CertificateInUse) => void;
}

/** What an owner can do with a running server. */
export interface ServerControls {
  readonly setCredentials: (credentials: PemCredentials) => void;
  /** Reloads from the source, or with the present configuration. */
  readonly reload: (source?: ReloadSource) => Promise<void>;
}

/** The callbacks for an owner that holds the server as an object. */
export interface OwnerCallbacks {
  /** Called before `listening` is emitted. */
  readonly onBound: (controls: ServerControls) => void;
  /** Called after the end, when the last connection is closed. */
  readonly onClosed: () => void;
}

/**
 * Runs a whole server; see `serve`.
 * @param parts what is done in another way than usual
 */
export function runServer(
  config: ServerConfig,
  { credentials, reload: reloadSources = NEVER, onCertificate, ...options }: ServeOptions,
  owner?: OwnerCallbacks,
  { createHost = createSessions, bind = bindAll }: ServerParts = {},
): Observable<ServerEvent> {
  const events = new Observable<ServerEvent>((subscriber) => {
    const targets = listenTargets(config);
    if (config.insecure) refuseRemoteHosts(targets);
    const sessions = createHost(config, options);
    const { now, config: currentConfig } = sessions.context;
    const { scheduler = asyncScheduler } = options;
    const starting = new AbortController();
    let binding: Promise<Bound> | null = null;
    // `listening` must be the first event, so earlier events wait here.
    let early: ServerEvent[] | null = [];
    let watch: CredentialsWatch | null = null;
    let running: SecureServer | null = null;
    /** Says what is in use now, and what is wrong with it. */
    const tellCredentials = (secure: SecureServer): void => {
      onCertificate?.(secure.certificate());
      watch?.tell();
    };
    const useChanged = (secure: SecureServer): void => {
      sessions.endRevoked();
      if (watch !== null) tellCredentials(secure);
    };
    const emit = (event: ServerEvent): void => {
      if (early === null) subscriber.next(event);
      else early.push(event);
    };

    const reloadOnce = async (secure: SecureServer, source: ReloadSource): Promise<void> => {
      const isOver = (): boolean => sessions.isStopping || subscriber.closed;
      if (isOver()) return;
      const server: Reloadable = {
        config: currentConfig,
        read: async (changed) =>
          credentials === undefined ? readCredentials(pathsOf(changed), starting.signal) : null,
        apply: (changed, read) => {
          if (isOver()) return;
          if (read !== null) secure.setCredentials(read);
          sessions.setConfig(changed, read);
          sessions.endRevoked();
        },
      };
      try {
        const changed = await reload(server, source);
        if (isOver()) return;
        emit({ type: 'reloaded', at: now(), changed });
        tellCredentials(secure);
      } catch (error) {
        if (isOver()) return;
        emit({ type: 'reload_rejected', at: now(), message: reloadProblem(error) });
        throw error;
      }
    };

    const run = (secure: SecureServer, bound: Bound): void => {
      if (subscriber.closed) return;
      const setCredentials = (given: PemCredentials): void => {
        const { event, error } = replaceCredentials(secure, credentialsChange(given), now());
        emit(event);
        if (error !== null) throw error;
        useChanged(secure);
      };
      const reloads = new Reloads((source) => reloadOnce(secure, source));
      const requestReload = (source: ReloadSource = currentConfig()): Promise<void> =>
        reloads.request(source);
      owner?.onBound({ setCredentials, reload: requestReload });
      subscriber.add(
        reloadSources.pipe(catchError(() => NEVER)).subscribe((source) => {
          // Its event tells of a failure.
          requestReload(source).catch(() => null);
        }),
      );
      const { host, port, addresses, path, places } = bound;
      const waiting = early ?? [];
      early = null;
      subscriber.next({ type: 'listening', at: now(), host, port, addresses, path, places });
      for (const event of waiting) subscriber.next(event);
      watch = new CredentialsWatch(() => secure.warnings(currentConfig().crlStrict), emit, scheduler);
      tellCredentials(secure);
      subscriber.add(watch.start());
      sessions.serve(bound, secure.server).subscribe(subscriber);
    };

    subscriber.add(() => {
      starting.abort();
      // The error of a failed bind is emitted below. The sessions close their own connections.
      const closed = binding === null ? Promise.resolve() : binding.then((bound) => bound.close());
      void closed.catch(() => null).then(owner?.onClosed);
    });
    // Subscribe now, so that a stop during the start is not lost: it is replayed to the sessions.
    subscriber.add(sessions.stopping.draining.subscribe());
    const changes = credentialsChanges(credentials ?? fromFiles(config, starting.signal));
    const create = (checked: Credentials): SecureServer =>
      createSecureServer(checked, {
        isSecure: !config.insecure,
        handshakeTimeout: config.otherTimeout,
        now: sessions.wallClock,
      });
    subscriber.add(
      followCredentials(changes, create, now).subscribe({
        next: (item) => {
          if ('type' in item) {
            emit(item);
            if (item.type === 'credentials_changed' && running !== null) useChanged(running);
            return;
          }
          running = item;
          sessions.setRevocations(item.revocations);
          const settings = {
            signal: starting.signal,
            reusePort: config.reusePort,
            localOnly: config.insecure,
            byListen: config.listen.length > 0,
          };
          binding = bind(targets, settings, item.credentials());
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
  return events.pipe(notifyObservers(options.observers ?? []));
}

function createSessions(config: ServerConfig, options: SessionsOptions): Sessions {
  return new Sessions(config, options);
}

function reloadProblem(error: unknown): string {
  if (isTlslpError(error)) return error.message;
  return `the configuration cannot be read: ${escapeText(error instanceof Error ? error.message : 'unknown reason')}`;
}

function fromFiles(config: ServerConfig, signal: AbortSignal): CredentialsSource {
  return defer(() => of(readCredentials(pathsOf(config), signal)));
}

function pathsOf({ serverCert: cert, serverKey: key, caCert, crl, insecure }: ServerConfig): CredentialPaths {
  return { cert, key, ca: insecure ? null : caCert, crl };
}
