import type { Duplex } from 'node:stream';
import { asyncScheduler, concat, finalize, map, type Observable } from 'rxjs';
import { closeGracefully, type LingerMeter } from '../lines/close.js';
import { ignoreLateErrors } from '../lines/ignore-late-errors.js';
import { lines } from '../lines/lines.js';
import { nextLoopTurn } from '../lines/next-loop-turn.js';
import { lineAsker, lineWriter } from '../lines/writer.js';
import {
  contextOver,
  stamp,
  type Transport,
  type TransportlessContext,
} from '../session/complete-context.js';
import type { ClosedEvent, SessionEvent } from '../session/events.js';
import { converse } from '../session/session.js';
import { keepingInput } from './input-on-failure.js';

/**
 * Runs a session on a socket and emits its events. It owns the socket: it closes it gracefully at the end, and destroys it when
 * unsubscribed. Never errors. The last event is `closed`. The session begins with the call: subscribe at once.
 * @param meter measures what the peer sends after the end
 * @param keepInput whether an error keeps what the client had sent, for the tutorial
 */
export function runSession(
  socket: Duplex,
  given: TransportlessContext,
  meter?: LingerMeter,
  keepInput = false,
): Observable<SessionEvent> {
  ignoreLateErrors(socket);
  const { scheduler = asyncScheduler } = given;
  const transport: Transport = {
    send: lineWriter(socket, { scheduler }),
    ask: lineAsker(socket, { scheduler }),
    inputDrained: nextLoopTurn,
  };
  const context = contextOver(transport, given);
  const closed = closeGracefully(socket, { scheduler, meter }).pipe(
    map((graceful): ClosedEvent => ({ type: 'closed', ...stamp(context), graceful })),
  );
  const session = keepInput
    ? keepingInput(socket, transport.send, (input) => converse(input, context))
    : converse(lines(socket), context);
  return concat(session, closed).pipe(finalize(() => socket.destroy()));
}
