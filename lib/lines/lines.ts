import type { Readable } from 'node:stream';
import { Observable } from 'rxjs';
import { isTlslpError } from '../protocol/errors.js';
import { peerLeft } from '../protocol/failures.js';
import { lineSplitter, lineTooLong } from './line-splitter.js';
import { Unread } from './unread.js';

/**
 * Emits the lines of a stream, without their LFs. Subscribe only once at a time. Unsubscribing pauses the stream and puts back the
 * bytes after the last emitted line, so that the next subscription continues there.
 *
 * Completes when the other side has ended its stream; bytes after the last LF are no line. Never ends or destroys the stream, and
 * leaves no listener on it.
 *
 * Errors: ProtocolError `line_too_long`, `invalid_utf8`; TransportError `disconnected` when the stream fails or closes before its end.
 */
export function lines(source: Readable): Observable<string> {
  return new Observable((subscriber) => {
    if (source.readableEnded) {
      subscriber.complete();
      return;
    }
    if (source.destroyed) {
      subscriber.error(peerLeft(source.errored));
      return;
    }
    const splitter = lineSplitter();
    const unread = new Unread();

    const onData = (chunk: Buffer | string): void => {
      unread.put(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    };
    // `pipe` forwards the end of a stream, but not its error or close.
    const onError = (cause: Error): void => {
      subscriber.error(peerLeft(cause));
    };
    const onClose = (): void => {
      // After the end, the splitter may still have lines to emit.
      if (!source.readableEnded) subscriber.error(peerLeft());
    };
    splitter
      .on('data', (line: string) => {
        unread.take(Buffer.byteLength(line) + 1);
        subscriber.next(line);
      })
      .on('end', () => {
        subscriber.complete();
      })
      .on('error', (error) => {
        // split2 has one error of its own: the limit passed without an LF.
        subscriber.error(isTlslpError(error) ? error : lineTooLong());
      });
    source.on('data', onData).on('error', onError).on('close', onClose).pipe(splitter);
    return () => {
      source.unpipe(splitter).off('data', onData).off('error', onError).off('close', onClose);
      splitter.destroy();
      giveBack(source, unread);
    };
  });
}

function giveBack(source: Readable, unread: Unread): void {
  if (source.destroyed || source.readableEnded) return;
  source.pause();
  const rest = unread.rest();
  if (rest.length > 0) source.unshift(rest);
}
