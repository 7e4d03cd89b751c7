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
export type SocketSessionContext = Omit<SessionContext, 'send' | 'inputDrained' | 'peer'>;

/**
 * Puts a session on a socket, and owns the socket from then on: it is closed in order at the end, and destroyed when unsubscribed.
 * Never errors; `closed` is the last event.
 */
export function runSession(socket: Duplex, context: SocketSessionContext): Observable<SessionEvent> {
  const { id, scheduler = asyncScheduler } = context;
  return defer(() => {
    ignoreLateErrors(socket);
    const peer = peerOf(socket);
    const began = scheduler.now();
    const events = session(lines(socket), {
      ...context,
      peer,
      send: lineWriter(socket),
      inputDrained: nextLoopTurn,
    });
    const closed = closeGracefully(socket).pipe(
      map((graceful): ClosedEvent => ({
        type: 'closed',
        id,
        at: scheduler.now(),
        elapsed: Math.max(0, scheduler.now() - began) / 1000,
        peer,
        graceful,
      })),
    );
    return concat(events, closed).pipe(finalize(() => socket.destroy()));
  });
}
