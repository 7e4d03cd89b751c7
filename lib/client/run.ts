import type { TLSSocket } from 'node:tls';
import {
  asyncScheduler,
  concat,
  concatMap,
  defer,
  finalize,
  from,
  map,
  takeUntil,
  type Observable,
} from 'rxjs';
import { closeGracefully } from '../lines/close.js';
import { lines } from '../lines/lines.js';
import { nextLoopTurn } from '../lines/next-loop-turn.js';
import { lineWriter } from '../lines/writer.js';
import { solve as ownSolve } from '../work/solve.js';
import { abortOf } from '../rx/abort-of.js';
import { clientSession } from './client-session.js';
import { connectTls, type ConnectConfig, type Connection } from './connect.js';
import { refusedAfterHandshake } from './connect-errors.js';
import type { ClientContext, Solve } from './context.js';
import type { ClientEvent } from './events.js';

/** The client is connected, and the server is verified (except with `insecure`). */
export interface ConnectedEvent {
  readonly type: 'connected';
  /** The time in milliseconds since the epoch, by the run's scheduler. */
  readonly at: number;
  readonly host: string;
  readonly port: number;
  /** The TLS version, such as TLSv1.3. */
  readonly protocol: string;
  readonly cipher: string;
}

/** The server is verified, but something about it should be put right. At most once, after `connected`. */
export interface WarningEvent {
  readonly type: 'warning';
  readonly at: number;
  /** One sentence for the user. */
  readonly message: string;
}

/** The connection is closed. The last event. */
export interface ClosedEvent {
  readonly type: 'closed';
  readonly at: number;
  /** True when the server closed its side in order; false when the connection was destroyed. */
  readonly graceful: boolean;
}

/** An event of a client's run, by its `type`. */
export type ClientRunEvent = ConnectedEvent | WarningEvent | ClientEvent | ClosedEvent;

export interface ClientRunConfig extends ConnectConfig {
  /** The deadline of the work, in seconds. */
  readonly workTimeout: number;
}

/** The functions and options of a run. */
export interface ClientRunOptions extends Pick<ClientContext, 'answers' | 'scheduler'> {
  /** The solver; the package's `solve`, which starts its own threads, when not given. */
  readonly solve?: Solve | undefined;
  /** Ends the run when it aborts: the work stops, the connection is destroyed, and the signal's reason is the error. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a client: connects, runs one session, and closes in order. Unsubscribing at any time stops the work and destroys the
 * connection.
 *
 * Errors: those of `connectTls`; the signal's reason when it aborts. A session that fails emits `failed` instead.
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
  { socket, port, certificateProblem }: Connection,
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
    defer(() => {
      const at = scheduler.now();
      const connected: ConnectedEvent = { type: 'connected', at, host, port, ...parameters(socket) };
      return from([connected, ...warnings(socket, config, at)]);
    }),
    config.insecure ? session : explainRefusal(session, config.clientCert, certificateProblem),
    closeGracefully(socket, { scheduler }).pipe(
      map((graceful): ClosedEvent => ({ type: 'closed', at: scheduler.now(), graceful })),
    ),
  ).pipe(finalize(() => socket.destroy()));
}

function parameters(socket: TLSSocket): Pick<ConnectedEvent, 'protocol' | 'cipher'> {
  return { protocol: socket.getProtocol() ?? '', cipher: socket.getCipher().name };
}

// Node takes the common name for the server's name where a certificate has no alternative names. Other clients refuse it: RFC 9525, 6.3.
function warnings(socket: TLSSocket, { insecure }: ClientRunConfig, at: number): WarningEvent[] {
  if (insecure || socket.getPeerCertificate().subjectaltname !== undefined) return [];
  const message =
    "The server's certificate has its name only as the common name (CN), not as a subject alternative name (SAN). Most clients refuse it.";
  return [{ type: 'warning', at, message }];
}

function explainRefusal(
  session: Observable<ClientEvent>,
  certificate: string,
  problem: string | null,
): Observable<ClientEvent> {
  return session.pipe(
    map((event, index) => {
      const silent = index === 0 && event.type === 'failed' && event.error.code === 'disconnected';
      return silent
        ? { ...event, error: refusedAfterHandshake(certificate, event.error.cause, problem) }
        : event;
    }),
  );
}
