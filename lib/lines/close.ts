import type { Duplex } from 'node:stream';
import { asyncScheduler, Observable, timer, type SchedulerLike } from 'rxjs';

/** How long a peer may keep its side open after ours has ended, in milliseconds. */
export const LINGER_DEADLINE_MS = 5_000;

/** How much of what a peer still sends is read and thrown away, in bytes. */
export const LINGER_MAX_BYTES = 4 * 1024 * 1024;

/** How long, and how much, a peer may go on sending. */
export interface LingerOptions {
  /** Milliseconds from the end of our side; 5,000 when not given. */
  readonly deadlineMs?: number;
  /** Bytes that are thrown away; {@link LINGER_MAX_BYTES} when not given. */
  readonly maxBytes?: number;
  /** Time; the asyncScheduler when not given. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Closes a stream so that the peer can read our last line: ends our side (over TLS: close_notify), goes on reading and throws away
 * what comes (unread bytes would make the kernel answer with a reset, which destroys what the peer has not read yet), and destroys the
 * stream when the peer has ended its side too, has not by the deadline, or has sent more than `maxBytes`.
 *
 * Emits once, when the stream is closed: true where the peer closed in order, false where it had to be torn down. Never errors.
 * Unsubscribing destroys the stream.
 */
export function closeGracefully(stream: Duplex, options: LingerOptions = {}): Observable<boolean> {
  const {
    deadlineMs = LINGER_DEADLINE_MS,
    maxBytes = LINGER_MAX_BYTES,
    scheduler = asyncScheduler,
  } = options;
  return new Observable((subscriber) => {
    let unread = maxBytes;
    const onData = (chunk: Buffer): void => {
      unread -= chunk.length;
      if (unread < 0) stream.destroy();
    };
    const onClose = (): void => {
      subscriber.next(stream.readableEnded && stream.errored === null);
      subscriber.complete();
    };
    // Also on a stream that is closed already: its 'error' may be still to come.
    stream.on('error', ignore);
    if (stream.closed) {
      onClose();
      return;
    }
    stream.on('data', onData).on('close', onClose);
    subscriber.add(() => {
      stream.destroy();
      stream.off('data', onData).off('close', onClose);
    });
    subscriber.add(timer(deadlineMs, scheduler).subscribe(() => stream.destroy()));
    // Not from within a 'data' event: over TLS, Node's end() calls SSL_shutdown twice, and the second call reads. Records that wait to be
    // decrypted then are a fatal error to OpenSSL, which nobody is told of: 'data' never comes again, and what the peer sends piles up.
    const turn = setImmediate(() => stream.end());
    subscriber.add(() => {
      clearImmediate(turn);
    });
    stream.resume();
  });
}

// Stays on the stream for good: an error that comes after everyone has lost interest must not end the process.
function ignore(): void {
  /* nothing to do: 'close' follows */
}
