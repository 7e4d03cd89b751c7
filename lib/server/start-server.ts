import { merge, NEVER, Subject, type Observable } from 'rxjs';
import type { ServerConfig } from '../config/server-config.js';
import type { PemCredentials } from '../tls/credentials.js';
import type { ListeningEvent, ServerEvent } from './events.js';
import { runServer, type ServeOptions } from './run-server.js';

export interface StartOptions extends ServeOptions {
  /** Aborts the start: the promise rejects with the signal's reason. Later it closes the server, as `close` does. Never when not given. */
  readonly signal?: AbortSignal;
}

/** A server that runs. */
export interface TlslpServer extends AsyncDisposable {
  /** The port that was really bound, the same on every address. */
  readonly port: number;
  readonly addresses: readonly string[];
  /**
   * What happens from the subscription on; `listening` is past. Completes with the server, and never errors. Unsubscribing changes
   * nothing. For every event from the first on, give `observers`.
   */
  readonly events: Observable<ServerEvent>;
  /** Resolves when the server has ended, however it came to that, and its last connection is closed. Never rejects. */
  readonly closed: Promise<void>;
  /**
   * Replaces what the server shows, and the CAs that clients are verified against, for all connections to come. Told as
   * `credentials_changed` or `credentials_rejected`.
   * @throws {ConfigError} `unusable_certificate`; the old ones stay
   */
  readonly setCredentials: (credentials: PemCredentials) => void;
  /** Stops in order: accepts no more, lets sessions in short steps finish for 10 seconds, tells the others. Resolves as `closed` does. */
  readonly stop: () => Promise<void>;
  /** Closes at once: the listeners, and every connection, without a word to the clients. Resolves as `closed` does. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a server, for whoever would rather hold an object than a subscription. It resolves when the server is bound; its
 * `Symbol.asyncDispose` is `close`.
 *
 * Rejects when it cannot start, and nothing is left listening then: ConfigError `insecure_host`, `unusable_certificate`, `unusable_address`.
 */
export function startServer(config: ServerConfig, options: StartOptions = {}): Promise<TlslpServer> {
  const { signal, stop = NEVER, ...rest } = options;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stopping = new Subject<void>();
    const events = new Subject<ServerEvent>();
    let onClosed = (): void => undefined;
    const closed = new Promise<void>((settle) => (onClosed = settle));
    let setCredentials: TlslpServer['setCredentials'] = () => undefined;
    const holder = {
      onBound: (set: TlslpServer['setCredentials']) => (setCredentials = set),
      onClosed: () => {
        signal?.removeEventListener('abort', onAbort);
        onClosed();
      },
    };
    const server = ({ port, addresses }: ListeningEvent): TlslpServer => ({
      port,
      addresses,
      events: events.asObservable(),
      closed,
      setCredentials,
      stop: () => {
        stopping.next();
        return closed;
      },
      close,
      [Symbol.asyncDispose]: close,
    });
    const running = runServer(config, { ...rest, stop: merge(stop, stopping) }, holder).subscribe({
      next: (event) => {
        if (event.type === 'listening') resolve(server(event));
        events.next(event);
      },
      error: reject,
      complete: () => {
        events.complete();
      },
    });
    const close = (): Promise<void> => {
      running.unsubscribe();
      events.complete();
      return closed;
    };
    const onAbort = (): void => {
      // Where it is bound already, this says nothing to anybody.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal?.reason);
      void close();
    };
    signal?.addEventListener('abort', onAbort);
  });
}
