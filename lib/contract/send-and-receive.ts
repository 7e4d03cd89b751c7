import type { Duplex } from 'node:stream';
import {
  asyncScheduler,
  concat,
  defer,
  EMPTY,
  filter,
  map,
  of,
  takeLast,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { parseCommand, stepOf } from '../protocol/commands.js';
import { DEFAULT_EXCHANGE_TIMEOUT } from '../protocol/constants.js';
import { milliseconds } from '../protocol/milliseconds.js';
import { lines } from '../lines/lines.js';
import { nextLoopTurn } from '../lines/next-loop-turn.js';
import { lineWriter } from '../lines/writer.js';
import { SHORT_DEADLINE, StepDeadline } from '../session/answer-deadline.js';
import type { ReceivedEvent, SessionEvent } from '../session/events.js';
import { completeContext } from '../session/complete-context.js';
import { exchange } from '../session/exchange.js';
import { takingTurns, type Turn } from '../session/taking-turns.js';
import { ignoreLateErrors } from '../lines/ignore-late-errors.js';
import { sendMessage } from './messages.js';

/**
 * Sends one command and emits its validated answer without the LF. A FAIL command has no answer: then it emits an empty string. The socket
 * stays open, and everything after the answer stays in it.
 *
 * Errors: ProtocolError `malformed_command` (nothing was sent), `unsolicited_line`, `wrong_answer`, `line_too_long`, `invalid_utf8`;
 * ValidationError `invalid_suffix`, `invalid_checksum`; TransportError `timed_out`, `disconnected`, `not_sent`.
 *
 * @param token the token to check a suffix or a checksum with
 * @param toSend the line of the command, with or without its LF
 * @param timeout seconds from the writing of the command to the LF of its answer; default 6
 */
export function sendAndReceive(
  token: string,
  toSend: string,
  socket: Duplex,
  timeout: number = DEFAULT_EXCHANGE_TIMEOUT,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<string> {
  return defer(() => {
    const command = parseCommand(toSend.endsWith('\n') ? toSend.slice(0, -1) : toSend);
    if (command.kind === 'fail') return concat(sendMessage(toSend, socket, timeout, scheduler), of(''));
    ignoreLateErrors(socket);
    // Not sendMessage: an answer can arrive before the stream calls back for the command.
    const send = lineWriter(socket, { deadlineMs: milliseconds(timeout), scheduler });
    const context = completeContext({
      id: '',
      token,
      commands: [],
      send,
      sendTimeout: null,
      inputDrained: nextLoopTurn,
      scheduler,
    });
    const deadline = new StepDeadline(timeout, context, { step: stepOf(command) }, SHORT_DEADLINE);
    // EMPTY: nothing is drained after the exchange, so everything after the answer stays in the stream.
    return takingTurns(lines(socket), EMPTY, (turn: Turn<SessionEvent>) =>
      exchange(command, turn, context, deadline),
    ).pipe(
      filter(isReceived),
      // The answer is validated only when the exchange completes.
      takeLast(1),
      map((event) => event.line),
    );
  });
}

function isReceived(event: SessionEvent): event is ReceivedEvent {
  return event.type === 'received';
}
