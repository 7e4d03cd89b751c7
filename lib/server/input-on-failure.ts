import type { Duplex } from 'node:stream';
import { concat, concatMap, defer, of, tap, type Observable } from 'rxjs';
import { lines, type UnreadBytes } from '../lines/lines.js';
import type { SendLine } from '../lines/writer.js';
import { failLineOf, unsolicitedBytes } from '../protocol/failures.js';
import { rememberInput } from '../protocol/last-input.js';
import { bestEffort } from '../session/best-effort.js';
import type { DoneEvent, SessionEvent } from '../session/events.js';

/**
 * Runs a session over the lines of a stream. If it fails, what the client had sent is kept with the error: `lastInputOf` returns it. A
 * session that is confirmed, but has more bytes after it, ends with an error too: they are no line, but a mistake. Only the tutorial needs
 * that.
 * @param send sends the FAIL line for such bytes
 * @param run runs the session over the lines
 */
export function keepingInput(
  stream: Duplex,
  send: SendLine,
  run: (lines: Observable<string>) => Observable<SessionEvent>,
): Observable<SessionEvent> {
  const unread: UnreadBytes = { bytes: Buffer.alloc(0) };
  let last: string | null = null;
  let isEarly = false;
  const watched = lines(stream, unread).pipe(
    tap((line) => {
      last = line;
      isEarly = false;
    }),
  );
  return run(watched).pipe(
    concatMap((event) => {
      if (event.type === 'sent' && event.command.kind === 'hello') isEarly = unread.bytes.length > 0;
      if (event.type !== 'failed' && event.type !== 'done') return of(event);
      const { bytes } = unread;
      if (event.error !== null) rememberInput(event.error, last, bytes, isEarly && bytes.length > 0);
      else if (event.type === 'done' && bytes.length > 0) return unconfirmed(event, bytes, send);
      return of(event);
    }),
  );
}

function unconfirmed(event: DoneEvent, bytes: Buffer, send: SendLine): Observable<SessionEvent> {
  const error = unsolicitedBytes();
  rememberInput(error, null, bytes);
  const line = failLineOf(error);
  const told: DoneEvent = { ...event, confirmed: false, error, line };
  return line === null ? of(told) : concat(bestEffort(defer(() => send(line))), of(told));
}
