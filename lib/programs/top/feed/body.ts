import type { IncomingMessage } from 'node:http';
import { Observable, reduce } from 'rxjs';

/** The response ended, or its connection was cut. */
export class EndOfResponse extends Error {}

/** A response is larger than its limit. */
export class TooLarge extends Error {
  constructor(maxChars: number) {
    super(`it is larger than ${maxChars / 2 ** 20} MiB`);
  }
}

/** Emits the text of a response as it comes. Completes at its end; errors if it is cut. */
export function chunksOf(response: IncomingMessage): Observable<string> {
  return new Observable((subscriber) => {
    const cut = (): void => {
      subscriber.error(new EndOfResponse('the connection was cut'));
    };
    response
      .setEncoding('utf8')
      .on('data', (chunk: string) => {
        subscriber.next(chunk);
      })
      .once('end', () => {
        subscriber.complete();
      })
      .once('error', cut)
      // Without an end before it.
      .once('close', cut);
  });
}

/** Emits the whole text of a response, and completes. Errors if it is longer than the limit. */
export function bodyOf(response: IncomingMessage, maxChars: number): Observable<string> {
  return chunksOf(response).pipe(
    reduce((text, chunk) => {
      if (text.length + chunk.length > maxChars) throw new TooLarge(maxChars);
      return text + chunk;
    }, ''),
  );
}
