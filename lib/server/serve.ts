import { asyncScheduler, catchError, defer, finalize, NEVER, Observable, of, type SchedulerLike } from 'rxjs';
import type { TLSSocket } from 'node:tls';
import { escapeText } from '../protocol/escape.js';
import { admitEach, admitOne, reject } from './accept/admission.js';
import { connections } from './accept/connections.js';
import type { ServerConfig } from '../config/server-config.js';
import type { ServerEvent } from './events.js';
import { sessionOf, type SessionOptions } from './session-of.js';
import { prepareServerSocket, type PreparedServer } from './accept/prepare-server-socket.js';
import { RefusalCounts } from './accept/refusals.js';
import { stoppingStages } from './stopping.js';

/** What a server may be given besides its configuration. */
export interface ServeOptions extends Pick<SessionOptions, 'recordStore' | 'random' | 'scheduler'> {
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
    const counts = new RefusalCounts();
    const now = (): number => scheduler.now();
    const arriving = connections(server, { stop: draining, isSecure: !config.insecure, counts });
    const events = config.tutorial
      ? admitOne(arriving, begin, now, (socket) => reject(socket, config, counts, now))
      : admitEach(arriving, begin, now);
    events.subscribe(subscriber);
  });
}

/** What an embedder's function throws is that one session's end, not the server's. */
function notBegun(error: unknown, scheduler: SchedulerLike): ServerEvent {
  const why = escapeText(error instanceof Error ? error.message : 'unknown reason');
  return { type: 'server_error', at: scheduler.now(), message: `A session could not be begun: ${why}.` };
}
