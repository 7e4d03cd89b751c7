import type { Duplex } from 'node:stream';
import { connect, defer, filter, map, takeLast, concat, of, type Observable } from 'rxjs';
import { parseCommand } from '../protocol/commands.js';
import { DEFAULT_EXCHANGE_TIMEOUT } from '../protocol/constants.js';
import { lines } from '../lines/lines.js';
import { turnOfTheLoop } from '../lines/turn.js';
import type { ReceivedEvent, SessionEvent } from '../session/events.js';
import { exchange } from '../session/exchange.js';
import { sendMessage } from './messages.js';

/**
 * Sends one command and emits its validated answer, the line without its LF. A FAIL command is owed no answer: then it emits an empty
 * string. The socket stays open, and what comes behind the answer stays in it.
 *
 * Errors: ProtocolError `malformed_command` (nothing was sent), `unasked_line`, `wrong_answer`, `line_too_long`, `invalid_utf8`;
 * ValidationError `invalid_suffix`, `invalid_checksum`; TransportError `timed_out`, `disconnected`, `not_sent`.
 *
 * @param token what a suffix and a checksum are checked with
 * @param toSend the command's line; its LF may be there or not
 * @param timeout seconds from the writing of the command to the LF of its answer
 */
export function sendAndReceive(
  token: string,
  toSend: string,
  socket: Duplex,
  timeout: number = DEFAULT_EXCHANGE_TIMEOUT,
): Observable<string> {
  return defer(() => {
    const command = parseCommand(toSend.endsWith('\n') ? toSend.slice(0, -1) : toSend);
    if (command.kind === 'fail') return concat(sendMessage(toSend, socket), of(''));
    const send = (line: string): Observable<never> => sendMessage(line, socket);
    return lines(socket).pipe(
      connect((line$) => exchange(command, line$, { id: '', token, send, settled: turnOfTheLoop }, timeout)),
      filter(isReceived),
      // The answer has come, but it is not checked before the exchange is complete.
      takeLast(1),
      map((event) => event.line),
    );
  });
}

function isReceived(event: SessionEvent): event is ReceivedEvent {
  return event.type === 'received';
}
