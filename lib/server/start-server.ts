import { merge, NEVER, ReplaySubject, Subject, type Observable } from 'rxjs';
import type { ServerConfig } from '../config/server-config.js';
import type { PemCredentials } from '../tls/credentials.js';
import type { ListeningPlace } from './accept/opened.js';
import type { ListeningEvent, ServerEvent } from './events.js';
import { ReasonCounts } from './reason-counts.js';
import type { ReloadSource } from './reload.js';
import { runServer, type ServeOptions, type ServerControls } from './run-server.js';
import { stateSince, type ServerState } from './states.js';

export interface StartOptions extends ServeOptions {
  /** Aborts the start: the promise rejects with the signal's reason. After the start it closes the server like `close`. Default: none. */
  readonly signal?: AbortSignal;
}

/** A running server. */
export interface TlslpServer extends AsyncDisposable {
  /** The bound port, the same on every address; 0 for a unix socket. Of the first place, as are `addresses`. */
  readonly port: number;
  readonly addresses: readonly string[];
  /** Every place that the server listens on. */
  readonly places: readonly ListeningPlace[];
  /**
   * Emits the events after the subscription, so never `listening`. Completes when the server ends. Never errors. Unsubscribing does not
   * stop the server. To receive every event, use the option `observers`.
   */
  readonly events: Observable<ServerEvent>;
  /** Emits the present state at once, then each change. Completes after `stopped`. It never emits `starting`: see `serverStates`. */
  readonly state: Observable<ServerState>;
  /** The refusals and the ends of sessions since the start, by their reason. */
  readonly counts: ReasonCounts;
  /** Resolves when the server has ended for any reason and its last connection is closed. Never rejects. */
  readonly closed: Promise<void>;
  /**
   * Replaces the server's certificate and key, and the CAs to verify clients with, for new connections. Emits `credentials_changed` or
   * `credentials_rejected`.
   * @throws {ConfigError} `unusable_certificate`; the old credentials stay in use
   */
  readonly setCredentials: (credentials: PemCredentials) => void;
  /**
   * Reads the certificate files again, proves them good, and uses them and the given configuration for new connections and sessions. Open
   * sessions go on. Credentials that were given to `startServer` stay: `setCredentials` replaces them. Calls during a reload share one
   * more, with the last source. While the server stops, it does nothing.
   *
   * Rejects if anything is wrong, also if a running server cannot change an option (ConfigError `needs_restart`). Then nothing was changed.
   * @param source the configuration, or a function that reads it. Default: the present one
   */
  readonly reload: (source?: ReloadSource) => Promise<void>;
  /**
   * Stops gracefully: accepts no more connections, and lets the sessions go on for `drainTimeout` of the configuration. The sessions that
   * are still open then end with FAIL. Resolves like `closed`.
   */
  readonly stop: () => Promise<void>;
  /** Closes the listeners and destroys every connection at once, without a FAIL to the clients. Resolves like `closed`. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a server and returns it as an object. Use `serve` for an observable instead. Resolves when the server is bound. Its
 * `Symbol.asyncDispose` is `close`.
 *
 * Rejects if the server cannot start: ConfigError `insecure_host`, `unusable_certificate`, `unusable_address`. Then nothing is left
 * listening.
 */
export function startServer(config: ServerConfig, options: StartOptions = {}): Promise<TlslpServer> {
  const { signal, stop = NEVER, counts = new ReasonCounts(), ...rest } = options;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stopping = new Subject<void>();
    const events = new Subject<ServerEvent>();
    let onClosed = (): void => undefined;
    const closed = new Promise<void>((settle) => (onClosed = settle));
    const state = new ReplaySubject<ServerState>(1);
    let controls: ServerControls | null = null;
    const owner = {
      onBound: (given: ServerControls) => (controls = given),
      onClosed: () => {
        signal?.removeEventListener('abort', onAbort);
        onClosed();
      },
    };
    const server = (
      { port, addresses, places }: ListeningEvent,
      { setCredentials, reload }: ServerControls,
    ): TlslpServer => ({
      port,
      addresses,
      places,
      events: events.asObservable(),
      state: state.asObservable(),
      counts,
      closed,
      setCredentials,
      reload,
      stop: () => {
        stopping.next();
        return closed;
      },
      close,
      [Symbol.asyncDispose]: close,
    });
    const running = runServer(config, { ...rest, counts, stop: merge(stop, stopping) }, owner).subscribe({
      next: (event) => {
        if (event.type === 'listening' && controls !== null) resolve(server(event, controls));
        const since = stateSince(event);
        if (since !== null) state.next(since);
        events.next(event);
      },
      error: reject,
      complete: () => {
        end();
      },
    });
    const end = (): void => {
      state.next('stopped');
      state.complete();
      events.complete();
    };
    const close = (): Promise<void> => {
      running.unsubscribe();
      end();
      return closed;
    };
    const onAbort = (): void => {
      // After the start, the promise has already resolved and this has no effect.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal?.reason);
      void close();
    };
    signal?.addEventListener('abort', onAbort);
  });
}
