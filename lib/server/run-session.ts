import type { Duplex } from 'node:stream';
import { asyncScheduler, concat, defer, finalize, map, type Observable } from 'rxjs';
import { closeGracefully } from '../lines/close.js';
import { lines } from '../lines/lines.js';
import { nextLoopTurn } from '../lines/next-loop-turn.js';
import { lineWriter } from '../lines/writer.js';
import type { SessionContext } from '../session/context.js';
import type { ClosedEvent, SessionEvent } from '../session/events.js';
import { session } from '../session/session.js';
import { ignoreLateErrors } from '../lines/ignore-late-errors.js';
import { peerOf } from './accept/peer.js';

/** A session's context, less what the socket brings. */
export type SocketSessionContext = Omit<SessionContext, 'send' | 'inputDrained'>;

/**
 * Puts a session on a socket, and owns the socket from then on: it is closed in order at the end, and destroyed when unsubscribed.
 * Never errors; `closed` is the last event.
 */
export function runSession(socket: Duplex, context: SocketSessionContext): Observable<SessionEvent> {
  const { id, scheduler = asyncScheduler } = context;
  return defer(() => {
    ignoreLateErrors(socket);
    const events = session(lines(socket), {
      ...context,
      peer: context.peer ?? peerOf(socket),
      send: lineWriter(socket),
      inputDrained: nextLoopTurn,
    });
    const closed = closeGracefully(socket).pipe(
      map((graceful): ClosedEvent => ({ type: 'closed', id, at: scheduler.now(), graceful })),
    );
    return concat(events, closed).pipe(finalize(() => socket.destroy()));
  });
}
