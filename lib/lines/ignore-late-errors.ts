import type { Stream } from 'node:stream';

const expecting = new WeakSet<Stream>();

/**
 * Keeps an 'error' event of a stream from ending the process while nothing else listens: between two readers, after a failed write,
 * after the last line. No error is lost: the stream keeps it in `errored` for its next user. Adds one listener, which stays.
 */
export function ignoreLateErrors(stream: Stream): void {
  if (expecting.has(stream)) return;
  expecting.add(stream);
  stream.on('error', ignore);
}

function ignore(): void {
  /* 'close' follows, and `errored` holds the error */
}
