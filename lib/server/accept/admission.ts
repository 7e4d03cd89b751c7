import { finalize, ignoreElements, merge, mergeMap, of, Subject, takeUntil, type Observable } from 'rxjs';
import type { TLSSocket } from 'node:tls';
import { serverFull } from '../../protocol/failures.js';
import type { Connection } from './connections.js';
import type { ServerConfig } from '../../config/server-config.js';
import type { ServerEvent } from '../events.js';
import { sessionOf } from '../../server/session-of.js';
import { peerOf } from './peer.js';
import { refusalSentence, type RefusalCounts } from './refusals.js';

/** The events of a session that is begun with that socket. */
export type StartSession = (socket: TLSSocket) => Observable<ServerEvent>;

/** Everybody gets a session. */
export function admitEach(
  connections: Observable<Connection>,
  startSession: StartSession,
  now: () => number,
): Observable<ServerEvent> {
  return connections.pipe(
    mergeMap((connection) =>
      connection.type === 'secure' ? startSession(connection.socket) : of({ ...connection, at: now() }),
    ),
  );
}

/** Tutorial: the first client has the server to itself, and the events end with it. Whoever comes meanwhile is told that it is busy. */
export function admitOne(
  connections: Observable<Connection>,
  startSession: StartSession,
  now: () => number,
  reject: StartSession,
): Observable<ServerEvent> {
  const over = new Subject<void>();
  let taken = false;
  const first: StartSession = (socket) => {
    if (taken) return reject(socket);
    taken = true;
    return startSession(socket).pipe(
      finalize(() => {
        over.next();
      }),
    );
  };
  return admitEach(connections, first, now).pipe(takeUntil(over));
}

/** A client that is told that the server is full: a refusal in the log, and a session that ends at once and of which nothing is kept. */
export function reject(
  socket: TLSSocket,
  config: ServerConfig,
  counts: RefusalCounts,
  now: () => number,
): Observable<ServerEvent> {
  const refused: ServerEvent = {
    type: 'refused',
    at: now(),
    remote: peerOf(socket).remote,
    reason: 'busy',
    message: refusalSentence('busy'),
    count: counts.next('busy'),
  };
  const full = of(serverFull('the tutorial is busy with another client'));
  return merge(of(refused), sessionOf(config, socket, { stopped: full }).pipe(ignoreElements()));
}
