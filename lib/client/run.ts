import type { TLSSocket } from 'node:tls';
import {
  asyncScheduler,
  concat,
  concatMap,
  defer,
  finalize,
  map,
  of,
  takeUntil,
  type Observable,
} from 'rxjs';
import { closeGracefully } from '../lines/close.js';
import { lines } from '../lines/lines.js';
import { nextLoopTurn } from '../lines/next-loop-turn.js';
import { lineWriter } from '../lines/writer.js';
import { solve as ownSolve } from '../work/solve.js';
import { abortOf } from './abortable.js';
import { clientSession } from './client-session.js';
import { connectTls, type ConnectConfig, type Connection } from './connect.js';
import { refusedAfterHandshake } from './connect-errors.js';
import type { ClientContext, Solve } from './context.js';
import type { ClientEvent } from './events.js';

/** There is a server, and it is the one that was meant. */
export interface ConnectedEvent {
  readonly type: 'connected';
  /** Milliseconds since the epoch, by the wall clock. */
  readonly at: number;
  readonly host: string;
  readonly port: number;
  /** Such as TLSv1.3. */
  readonly protocol: string;
  readonly cipher: string;
}

/** The connection is closed; nothing follows. */
export interface ClosedEvent {
  readonly type: 'closed';
  readonly at: number;
  /** The server closed its side too, in order; false where the connection was torn down. */
  readonly graceful: boolean;
}

/** What a run of a client tells as it happens. */
export type ClientRunEvent = ConnectedEvent | ClientEvent | ClosedEvent;

export interface ClientRunConfig extends ConnectConfig {
  /** The deadline of the work, in seconds. */
  readonly workTimeout: number;
}

/** What a run needs besides its configuration. */
export interface ClientRunOptions extends Pick<ClientContext, 'answers' | 'scheduler'> {
  /** The solver; `solve` of this package, with threads of its own for each session, when not given. */
  readonly solve?: Solve | undefined;
  /** Ends the run when it aborts: the work is stopped, the connection destroyed, and the error is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * One whole run of a client: connects, holds the session, closes in order. Unsubscribing at any time stops the work and destroys the
 * connection.
 *
 * Errors, as `connectTls` does, when there is no connection; with the signal's reason, when it aborts. A session that fails is a
 * `failed` event, and no error.
 */
export function runClient(
  config: ClientRunConfig,
  { signal, ...options }: ClientRunOptions,
): Observable<ClientRunEvent> {
  return connectTls(config, { scheduler: options.scheduler }).pipe(
    concatMap((connection) => converse(connection, config, options)),
    takeUntil(abortOf(signal)),
  );
}

function converse(
  { socket, port }: Connection,
  config: ClientRunConfig,
  { answers, solve = ownSolve, scheduler = asyncScheduler }: Omit<ClientRunOptions, 'signal'>,
): Observable<ClientRunEvent> {
  const { host, workTimeout, otherTimeout } = config;
  const session = clientSession(lines(socket), {
    solve,
    answers,
    workTimeout,
    otherTimeout,
    scheduler,
    send: lineWriter(socket, { scheduler }),
    inputDrained: nextLoopTurn,
  });
  return concat(
    defer(() =>
      of<ClientRunEvent>({ type: 'connected', at: scheduler.now(), host, port, ...parameters(socket) }),
    ),
    config.insecure ? session : explainRefusal(session, config.clientCert),
    closeGracefully(socket, { scheduler }).pipe(
      map((graceful): ClosedEvent => ({ type: 'closed', at: scheduler.now(), graceful })),
    ),
  ).pipe(finalize(() => socket.destroy()));
}

function parameters(socket: TLSSocket): Pick<ConnectedEvent, 'protocol' | 'cipher'> {
  return { protocol: socket.getProtocol() ?? '', cipher: socket.getCipher().name };
}

function explainRefusal(session: Observable<ClientEvent>, certificate: string): Observable<ClientEvent> {
  return session.pipe(
    map((event, index) => {
      const silent = index === 0 && event.type === 'failed' && event.error.code === 'disconnected';
      return silent ? { ...event, error: refusedAfterHandshake(certificate, event.error.cause) } : event;
    }),
  );
}
