import type { Stream } from 'node:stream';

const expecting = new WeakSet<Stream>();

/**
 * Keeps a stream's 'error' from ending the process: between two readers, after a failed write, after the last word. Nothing is lost: a
 * stream remembers its error, and whoever uses it next is told. One listener a stream, for good.
 */
export function ignoreLateErrors(stream: Stream): void {
  if (expecting.has(stream)) return;
  expecting.add(stream);
  stream.on('error', ignore);
}

function ignore(): void {
  /* see above: 'close' follows, and the stream says what happened */
}
