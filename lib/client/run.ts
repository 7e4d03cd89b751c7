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
  tap,
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
import type { ClientEvent, ClientRunEvent, ClosedEvent, ConnectedEvent, WarningEvent } from './events.js';
import { KeptWork } from './kept-work.js';
import { reconnecting } from './reconnect.js';
import { isTemporary } from './temporary.js';

export interface ClientRunConfig extends ConnectConfig {
  /** The deadline of the work, in seconds. */
  readonly workTimeout: number;
  /**
   * How long to go on without a connection, in seconds: after a lost or refused connection, the client connects again. Null for never.
   * Default null.
   */
  readonly reconnect?: number | null;
}

/** The functions and options of a run. */
export interface ClientRunOptions extends Pick<ClientContext, 'answers' | 'scheduler'> {
  /** The solver; the package's `solve`, which starts its own threads, when not given. */
  readonly solve?: Solve | undefined;
  /** Returns a number from 0 to below 1: the part of its upper bound that a pause of `reconnect` lasts. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Ends the run when it aborts: the work stops, the connection is destroyed, and the signal's reason is the error. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a client: connects, runs one session, and closes in order. Unsubscribing at any time stops the work and destroys the
 * connection.
 *
 * With `reconnect`, a session that fails for a temporary reason is followed by another one, after a pause. The work survives the loss of
 * its connection: a search goes on, and a suffix that was found is sent again, where the server gives the same token. After DONE there is
 * no other session, whatever happens to OK.
 *
 * Errors: those of `connectTls`; the signal's reason when it aborts. A session that fails emits `failed` instead.
 */
export function runClient(
  config: ClientRunConfig,
  { signal, ...options }: ClientRunOptions,
): Observable<ClientRunEvent> {
  return manySessions(config, options).pipe(takeUntil(abortOf(signal)));
}

type SessionOptions = Omit<ClientRunOptions, 'signal'>;

function manySessions(config: ClientRunConfig, options: SessionOptions): Observable<ClientRunEvent> {
  const { reconnect: seconds = null } = config;
  if (seconds === null) return oneSession(config, options);
  const { solve = ownSolve, scheduler = asyncScheduler, random = Math.random } = options;
  const clock = options.scheduler ?? performance;
  return defer(() => {
    const work = new KeptWork(solve);
    const session = oneSession(config, { ...options, solve: work.solve });
    return reconnecting(session, { seconds, scheduler, clock, random }).pipe(
      tap((event) => {
        // At once: closing the connection can take a while.
        if (event.type === 'failed' && !event.temporary) work.stop();
      }),
      finalize(() => {
        work.stop();
      }),
    );
  });
}

function oneSession(config: ClientRunConfig, options: SessionOptions): Observable<ClientRunEvent> {
  return connectTls(config, { scheduler: options.scheduler }).pipe(
    concatMap((connection) => converse(connection, config, options)),
  );
}

function converse(
  { socket, port, certificateProblem }: Connection,
  config: ClientRunConfig,
  { answers, solve = ownSolve, scheduler = asyncScheduler }: SessionOptions,
): Observable<ClientRunEvent> {
  const { host, workTimeout, otherTimeout } = config;
  // Otherwise Node ends our side with the server's. A server may end its side right after DONE, and still wait for OK.
  socket.allowHalfOpen = true;
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
      if (!silent) return event;
      const error = refusedAfterHandshake(certificate, event.error.cause, problem);
      return { ...event, error, temporary: isTemporary(error) };
    }),
  );
}
