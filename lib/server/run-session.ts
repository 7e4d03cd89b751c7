import type { Duplex } from 'node:stream';
import { concat, finalize, map, type Observable } from 'rxjs';
import { closeGracefully } from '../lines/close.js';
import { ignoreLateErrors } from '../lines/ignore-late-errors.js';
import { lines } from '../lines/lines.js';
import { nextLoopTurn } from '../lines/next-loop-turn.js';
import { lineWriter } from '../lines/writer.js';
import { completeContext, stamp } from '../session/complete-context.js';
import type { SessionContext } from '../session/context.js';
import type { ClosedEvent, SessionEvent } from '../session/events.js';
import { converse } from '../session/session.js';
import { peerOf } from './accept/peer.js';

/** The context of a session without the properties that its socket provides. */
export type SocketSessionContext = Omit<SessionContext, 'send' | 'sendTimeout' | 'inputDrained'>;

/**
 * Runs a session on a socket and emits its events. It owns the socket: it closes it gracefully at the end, and destroys it when
 * unsubscribed. Never errors. The last event is `closed`. The session begins with the call:
 * subscribe at once.
 */
export function runSession(socket: Duplex, given: SocketSessionContext): Observable<SessionEvent> {
  ignoreLateErrors(socket);
  const writing = given.scheduler === undefined ? {} : { scheduler: given.scheduler };
  const context = completeContext(
    {
      ...given,
      peer: given.peer ?? peerOf(socket),
      send: lineWriter(socket, writing),
      sendTimeout: null,
      inputDrained: nextLoopTurn,
    },
    lineWriter(socket, { ...writing, afterInput: true }),
  );
  const closed = closeGracefully(socket, { scheduler: context.scheduler }).pipe(
    map((graceful): ClosedEvent => ({ type: 'closed', ...stamp(context), graceful })),
  );
  return concat(converse(lines(socket), context), closed).pipe(finalize(() => socket.destroy()));
}
