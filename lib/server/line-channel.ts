import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { concat, tap, type Observable } from 'rxjs';
import { unaskedLine } from '../protocol/failures.js';
import { lines } from '../lines/lines.js';
import { turnOfTheLoop } from '../lines/turn.js';
import { lineWriter } from '../lines/writer.js';
import type { SessionContext } from '../session/context.js';
import { underneath } from '../tls/underneath.js';

/** A stream as a session needs it. */
export interface LineChannel extends Pick<SessionContext, 'send' | 'settled' | 'settledAtLast'> {
  readonly lines: Observable<string>;
}

/**
 * Lines both ways over a stream, which tells lines that came before their command was written.
 *
 * A line that is no answer to a command may be read after the command is written all the same: it came in the same packet as the one
 * before it. To wait a turn of the event loop before each command would find it, but costs a poll of the kernel each time. A socket counts the
 * bytes that it has read: a line that comes without the count having grown since the last command was there before. What is no
 * socket has no such count, and waits.
 */
export function lineChannel(stream: Duplex): LineChannel {
  const counter = byteCounter(stream);
  const write = lineWriter(stream);
  if (counter === null) return { lines: lines(stream), send: write, settled: turnOfTheLoop };
  // Until the first command is written.
  let readBefore: number | null = null;
  const noteWritten = tap<never>({
    complete: () => {
      readBefore = counter.bytesRead;
    },
  });
  return {
    lines: lines(stream).pipe(
      tap(() => {
        if (counter.bytesRead === readBefore) throw unaskedLine();
      }),
    ),
    // Who talks first may be heard only a moment after the handshake: one turn for it, once a session.
    send: (line) =>
      (readBefore === null ? concat(turnOfTheLoop, write(line)) : write(line)).pipe(noteWritten),
    settledAtLast: turnOfTheLoop,
  };
}

/** What has counted the bytes as they came from the kernel: of TLS, the socket below. */
function byteCounter(stream: Duplex): Pick<Socket, 'bytesRead'> | null {
  const socket = stream instanceof TLSSocket ? underneath(stream) : stream;
  return socket instanceof Socket ? socket : null;
}
