import {
  asyncScheduler,
  catchError,
  defer,
  finalize,
  ignoreElements,
  mergeMap,
  NEVER,
  Observable,
  of,
  Subject,
  takeUntil,
  type SchedulerLike,
} from 'rxjs';
import type { TLSSocket } from 'node:tls';
import { escapeText } from '../protocol/escape.js';
import { serverFull } from '../protocol/failures.js';
import { arrivals, type Arrival } from './arrivals.js';
import type { ServerConfig } from './config.js';
import type { ServerEvent } from './events.js';
import { sessionOf, type SessionOptions } from './handle-one-session.js';
import { prepareServerSocket, type PreparedServer } from './prepare-server-socket.js';
import { RefusalCounts } from './refusals.js';
import { stoppingStages } from './stopping.js';

/** What a server may be given besides its configuration. */
export interface ServeOptions extends Pick<SessionOptions, 'keeper' | 'random' | 'scheduler'> {
  /** When it emits, the server stops: it accepts no more, lets sessions in short steps finish, and completes. */
  readonly stop?: Observable<unknown>;
  /** Names a session; a random UUID when not given. */
  readonly newId?: () => string;
}

/**
 * A whole server, as its events: `listening` first, then those of all its sessions, and of the connections that never became one.
 * Subscribing binds; unsubscribing closes the listeners and destroys every connection. It completes after a stop, and in tutorial mode
 * after one session.
 *
 * Errors only when it cannot start: ConfigError, and nothing is left listening.
 */
export function serve(config: ServerConfig, options: ServeOptions = {}): Observable<ServerEvent> {
  return withServer(config, (server) => eventsOf(server, config, options));
}

/** Owns the listeners, as `using` would: bound when subscribed; closed at the end, also when that comes while they are being bound. */
function withServer<T>(config: ServerConfig, use: (server: PreparedServer) => Observable<T>): Observable<T> {
  const { serverHost, port, caCert, serverCert, serverKey, insecure, otherTimeout } = config;
  return new Observable((subscriber) => {
    const binding = prepareServerSocket(
      serverHost,
      port,
      caCert,
      serverCert,
      serverKey,
      !insecure,
      otherTimeout,
    );
    binding.then(
      (server) => use(server).subscribe(subscriber),
      (error: unknown) => {
        subscriber.error(error);
      },
    );
    return () => {
      // Where it could not be bound, that was said above. Its connections are the sessions' to close.
      void binding.then((server) => server.close()).catch(() => null);
    };
  });
}

function eventsOf(
  server: PreparedServer,
  config: ServerConfig,
  options: ServeOptions,
): Observable<ServerEvent> {
  const { stop = NEVER, newId, scheduler = asyncScheduler, ...rest } = options;
  return new Observable((subscriber) => {
    const { draining, stopped } = stoppingStages(stop, scheduler);
    let sessions = 0;
    const begin = (socket: TLSSocket): Observable<ServerEvent> => {
      return defer(() => {
        sessions += 1;
        const id = newId === undefined ? {} : { id: newId() };
        return sessionOf(config, socket, { ...rest, ...id, scheduler, draining, stopped });
      }).pipe(
        catchError((error: unknown) => {
          socket.destroy();
          return of(notBegun(error, scheduler));
        }),
        finalize(() => (sessions -= 1)),
      );
    };
    const { port, addresses, listeners } = server;
    subscriber.next({
      type: 'listening',
      at: scheduler.now(),
      host: config.serverHost,
      port,
      addresses,
    });
    subscriber.add(
      draining.subscribe(() => {
        subscriber.next({ type: 'stopping', at: scheduler.now(), sessions });
        for (const listener of listeners) listener.close();
      }),
    );
    const handle = config.tutorial ? onlyOne(begin, config, scheduler) : eachOne(begin, scheduler);
    const isSecure = !config.insecure;
    arrivals(server, { stop: draining, isSecure, counts: new RefusalCounts() })
      .pipe(handle)
      .subscribe(subscriber);
  });
}

/** What an embedder's function throws is that one session's end, not the server's. */
function notBegun(error: unknown, scheduler: SchedulerLike): ServerEvent {
  const why = escapeText(error instanceof Error ? error.message : 'unknown reason');
  return { type: 'trouble', at: scheduler.now(), message: `A session could not be begun: ${why}.` };
}

type Begin = (socket: TLSSocket) => Observable<ServerEvent>;
type Handling = (arriving: Observable<Arrival>) => Observable<ServerEvent>;

function eachOne(begin: Begin, scheduler: SchedulerLike): Handling {
  return (arriving) =>
    arriving.pipe(
      mergeMap((arrival) =>
        arrival.type === 'secure' ? begin(arrival.socket) : of({ ...arrival, at: scheduler.now() }),
      ),
    );
}

/** Tutorial: the first client has the server to itself, and the server ends with it. Whoever comes meanwhile is told that it is busy. */
function onlyOne(begin: Begin, config: ServerConfig, scheduler: SchedulerLike): Handling {
  return (arriving) => {
    const over = new Subject<void>();
    let taken = false;
    const first: Begin = (socket) => {
      if (taken) return turnAway(socket, config);
      taken = true;
      return begin(socket).pipe(
        finalize(() => {
          over.next();
        }),
      );
    };
    return arriving.pipe(eachOne(first, scheduler), takeUntil(over));
  };
}

function turnAway(socket: TLSSocket, config: ServerConfig): Observable<never> {
  const full = of(serverFull('the tutorial is busy with another client'));
  return sessionOf(config, socket, { stopped: full }).pipe(ignoreElements());
}
