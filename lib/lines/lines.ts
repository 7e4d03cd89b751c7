import type { Readable } from 'node:stream';
import { Observable } from 'rxjs';
import { isTlslpError } from '../protocol/errors.js';
import { peerLeft } from '../protocol/failures.js';
import { LINES_FAILED } from './fail-lines.js';
import { lineSplitter, lineTooLong } from './line-splitter.js';

const NOTHING: Buffer = Buffer.alloc(0);

/** The bytes that a reader of lines has not emitted. */
export interface UnreadBytes {
  /** What came after the last line that was emitted, at any time; when the reader ends, what it leaves unread. It may be secret. */
  bytes: Buffer;
}

/**
 * Emits the lines of a stream, without their LFs. Subscribe only once at a time. Unsubscribing pauses the stream and puts back the
 * bytes after the last emitted line, so that the next subscription continues there.
 *
 * Completes when the other side has ended its stream; bytes after the last LF are no line. Never ends or destroys the stream, and
 * leaves no listener on it.
 *
 * Errors: ProtocolError `line_too_long`, `invalid_utf8`; TransportError `disconnected` when the stream fails or closes before its end; the
 * error of `failLines`.
 * @param kept shows the bytes that are not emitted. Default: only the next reader gets them
 */
export function lines(source: Readable, kept?: UnreadBytes): Observable<string> {
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
    /** The bytes that were read but not yet emitted as lines. The next reader of the stream gets them. */
    const unread = kept ?? { bytes: NOTHING };
    unread.bytes = NOTHING;

    const onData = (chunk: Buffer | string): void => {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      unread.bytes = unread.bytes.length === 0 ? bytes : Buffer.concat([unread.bytes, bytes]);
    };
    // `pipe` forwards the end of a stream, but not its error or close.
    const onError = (cause: Error): void => {
      subscriber.error(isTlslpError(cause) ? cause : peerLeft(cause));
    };
    const onClose = (): void => {
      // After the end, the splitter may still have lines to emit.
      if (!source.readableEnded) subscriber.error(peerLeft());
    };
    splitter
      .on('data', (line: string) => {
        const taken = Buffer.byteLength(line) + 1;
        // Not an empty part of the chunk: that would hold its memory.
        unread.bytes = unread.bytes.length === taken ? NOTHING : unread.bytes.subarray(taken);
        subscriber.next(line);
      })
      .on('end', () => {
        subscriber.complete();
      })
      .on('error', (error) => {
        // split2 has one error of its own: the limit passed without an LF.
        subscriber.error(isTlslpError(error) ? error : lineTooLong());
      });
    source
      .on('data', onData)
      .on('error', onError)
      .on(LINES_FAILED, onError)
      .on('close', onClose)
      .pipe(splitter);
    return () => {
      source.unpipe(splitter).off('data', onData).off('error', onError);
      source.off(LINES_FAILED, onError).off('close', onClose);
      splitter.destroy();
      giveBack(source, unread.bytes);
    };
  });
}

function giveBack(source: Readable, unread: Buffer): void {
  if (source.destroyed || source.readableEnded) return;
  source.pause();
  if (unread.length > 0) source.unshift(unread);
}
