import type { TLSSocket } from 'node:tls';
import { concat, concatMap, defer, finalize, map, of, type Observable } from 'rxjs';
import { closeGracefully } from '../lines/close.js';
import { lines } from '../lines/lines.js';
import { nextLoopTurn } from '../lines/next-loop-turn.js';
import { lineWriter } from '../lines/writer.js';
import { clientSession } from './client-session.js';
import { connectTls, type ConnectConfig, type Connection } from './connect.js';
import { refusedAfterHandshake } from './connect-errors.js';
import type { ClientContext } from './context.js';
import type { ClientEvent } from './events.js';

/** There is a server, and it is the one that was meant. */
export interface ConnectedEvent {
  readonly type: 'connected';
  /** Milliseconds since the epoch. */
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

/**
 * One whole run of a client: connects, holds the session, closes in order. Unsubscribing at any time stops the work and destroys the
 * connection.
 *
 * Errors, as `connectTls` does, when there is no connection; a session that fails is a `failed` event.
 */
export function runClient(
  config: ClientRunConfig,
  { solve, answers }: Pick<ClientContext, 'solve' | 'answers'>,
): Observable<ClientRunEvent> {
  return connectTls(config).pipe(concatMap((connection) => converse(connection, config, { solve, answers })));
}

function converse(
  { socket, port }: Connection,
  config: ClientRunConfig,
  { solve, answers }: Pick<ClientContext, 'solve' | 'answers'>,
): Observable<ClientRunEvent> {
  const { host, workTimeout, otherTimeout } = config;
  const session = clientSession(lines(socket), {
    solve,
    answers,
    workTimeout,
    otherTimeout,
    send: lineWriter(socket),
    inputDrained: nextLoopTurn,
  });
  return concat(
    defer(() => of<ClientRunEvent>({ type: 'connected', at: Date.now(), host, port, ...parameters(socket) })),
    config.insecure ? session : explainRefusal(session, config.clientCert),
    closeGracefully(socket).pipe(
      map((graceful): ClosedEvent => ({ type: 'closed', at: Date.now(), graceful })),
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
