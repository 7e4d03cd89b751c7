import type { Readable } from 'node:stream';
import { Observable } from 'rxjs';
import split2 from 'split2';
import { peerLeft } from '../protocol/failures.js';
import { Framing } from './framing.js';

/**
 * The lines that a stream brings, without their LFs. Subscribe once at a time: a subscription reads the stream, and unsubscribing
 * pauses it and gives back what was read beyond the last line delivered, so that the next subscription goes on there.
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
    const framing = new Framing();
    // Read by hand, not by its 'data' events: those may come a tick later, and then the lines of one chunk would be torn apart.
    const splitter = split2('\n');

    const onData = (chunk: Buffer | string): void => {
      try {
        framing.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
        for (let line = framing.next(); line !== null; line = framing.next()) {
          splitter.write(line);
          subscriber.next(splitter.read() as string);
          if (subscriber.closed) return;
        }
      } catch (error) {
        subscriber.error(error);
      }
    };
    const onEnd = (): void => {
      subscriber.complete();
    };
    const onError = (cause: Error): void => {
      subscriber.error(peerLeft(cause));
    };
    const onClose = (): void => {
      subscriber.error(peerLeft());
    };

    source.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
    // A listener for 'data' does not start a stream that was paused by the subscription before.
    source.resume();
    return () => {
      source.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
      splitter.destroy();
      giveBack(source, framing.remainder());
    };
  });
}

function giveBack(source: Readable, unread: Buffer): void {
  if (source.destroyed || source.readableEnded) return;
  source.pause();
  if (unread.length > 0) source.unshift(unread);
}
