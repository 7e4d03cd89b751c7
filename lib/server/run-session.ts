import type { Duplex } from 'node:stream';
import { asyncScheduler, concat, defer, finalize, map, type Observable } from 'rxjs';
import { closeInOrder } from '../lines/close.js';
import { lines } from '../lines/lines.js';
import { turnOfTheLoop } from '../lines/turn.js';
import { lineWriter } from '../lines/writer.js';
import type { SessionContext } from '../session/context.js';
import type { ClosedEvent, SessionEvent } from '../session/events.js';
import { session } from '../session/session.js';
import { expectErrors } from './expect-errors.js';
import { peerOf } from './peer.js';

/** A session's context, less what the socket brings. */
export type SocketSessionContext = Omit<SessionContext, 'send' | 'settled' | 'peer'>;

/**
 * Puts a session on a socket, and owns the socket from then on: it is closed in order at the end, and destroyed when unsubscribed.
 * Never errors; `closed` is the last event.
 */
export function runSession(socket: Duplex, context: SocketSessionContext): Observable<SessionEvent> {
  const { id, scheduler = asyncScheduler } = context;
  return defer(() => {
    expectErrors(socket);
    const events = session(lines(socket), {
      ...context,
      peer: peerOf(socket),
      send: lineWriter(socket),
      settled: turnOfTheLoop,
    });
    const closed = closeInOrder(socket).pipe(
      map((orderly): ClosedEvent => ({ type: 'closed', id, at: scheduler.now(), orderly })),
    );
    return concat(events, closed).pipe(finalize(() => socket.destroy()));
  });
}
