import type { Writable } from 'node:stream';
import { Observable } from 'rxjs';
import { notSent } from '../protocol/failures.js';
import { encodeLine } from './encode.js';

/**
 * Writes one line, and completes when the stream has written it: later than `lineWriter`, which hands it over. An LF is added where there
 * is none.
 *
 * Errors: ProtocolError `unsendable_line`; TransportError `not_sent`, with the stream's error as the cause.
 */
export function writeThrough(sink: Writable, line: string): Observable<never> {
  return new Observable((subscriber) => {
    const text = encodeLine(line);
    const fail = (cause: Error | null): void => {
      subscriber.error(notSent('The line could not be written.', cause ?? undefined));
    };
    if (!sink.writable) {
      fail(sink.errored);
      return;
    }
    // Not every stream calls back for what it still held when it was destroyed.
    const onClose = (): void => {
      fail(sink.errored);
    };
    sink.on('close', onClose);
    subscriber.add(() => sink.off('close', onClose));
    sink.write(text, (error) => {
      if (error) fail(error);
      else subscriber.complete();
    });
  });
}
