import type { Readable } from 'node:stream';
import { Observable } from 'rxjs';
import { isTlslpError } from '../protocol/errors.js';
import { peerLeft } from '../protocol/failures.js';
import { lineSplitter, lineTooLong } from './line-splitter.js';
import { Unread } from './unread.js';

/**
 * The lines that a stream brings, without their LFs. Subscribe once at a time: a subscription pipes the stream through split2, and
 * unsubscribing pauses it and gives back what was read beyond the last line delivered, so that the next subscription goes on there.
 *
 * Completes when the other side has ended its stream; an unended last line is no line. The stream stays its owner's: nothing here
 * ends or destroys it, and no listener is left on it.
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
    // `pipe` forwards the end, and nothing else.
    const onError = (cause: Error): void => {
      subscriber.error(peerLeft(cause));
    };
    const onClose = (): void => {
      // After the end, the splitter may still have lines to deliver.
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
        // Of split2's own errors there is one: too much without an LF.
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
