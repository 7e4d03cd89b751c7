import type { Duplex } from 'node:stream';
import { tap, type Observable } from 'rxjs';
import { lines, type Unread } from '../lines/lines.js';
import { rememberInput } from '../protocol/last-input.js';
import type { SessionEvent } from '../session/events.js';

/**
 * Runs a session over the lines of a stream. If it fails, what the client had sent is kept with the error: `lastInputOf` returns it. Only
 * the tutorial needs that.
 * @param run runs the session over the lines
 */
export function keepingInput(
  stream: Duplex,
  run: (lines: Observable<string>) => Observable<SessionEvent>,
): Observable<SessionEvent> {
  const unread: Unread = { bytes: Buffer.alloc(0) };
  let last: string | null = null;
  const watched = lines(stream, unread).pipe(
    tap((line) => {
      last = line;
    }),
  );
  return run(watched).pipe(
    tap((event) => {
      if (event.type !== 'failed' && event.type !== 'done') return;
      // The session has left the lines by now, so `unread` is set.
      if (event.error !== null) rememberInput(event.error, last, unread.bytes);
    }),
  );
}
