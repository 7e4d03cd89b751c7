import type { Duplex } from 'node:stream';
import { asyncScheduler, Observable, type SchedulerLike } from 'rxjs';

/** How long a peer may keep its side open after our side has ended, in milliseconds. */
export const LINGER_DEADLINE_MS = 5_000;

/**
 * How long the end of our side may take when the peer has ended its side already, in milliseconds. It takes no time, unless the peer is
 * gone: Node 24 reports nothing more, neither an error nor the end, if a reset meets the first write after a TLS handshake.
 */
export const ENDED_DEADLINE_MS = 1_000;

/** How much of the peer's remaining data is read and discarded, in bytes. */
export const LINGER_MAX_BYTES = 4 * 1024 * 1024;

/** Measures what a peer still sends after our side has ended. */
export interface LingerMeter {
  /** Called when the discarding begins. */
  discard(): void;
  /** Called after each piece that was discarded. It may destroy the stream. */
  discarded(): void;
}

/** How long, and how much, a peer may continue to send. */
export interface LingerOptions {
  /** The deadline in milliseconds, from the end of our side; 5,000 when not given. At most 1,000 for a peer that has ended its side already. */
  readonly deadlineMs?: number;
  /** The number of bytes to discard; {@link LINGER_MAX_BYTES} when not given. */
  readonly maxBytes?: number;
  /** Measures what is discarded below the stream, such as TLS records of one byte. Nothing does when not given. */
  readonly meter?: LingerMeter | undefined;
  /** The scheduler of the deadline; the asyncScheduler when not given. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Closes a stream so that the peer can read our last line. Ends our side (over TLS: sends close_notify), then reads and discards what
 * the peer still sends: if bytes stayed unread, the kernel would send a reset, which destroys the data that the peer has not read yet.
 * Destroys the stream when the peer has ended its side, when the deadline has passed, or when the peer has sent more than `maxBytes`.
 *
 * Emits once, when the stream is closed: true when the peer closed its side, false when the stream had to be destroyed first. Never
 * errors. Unsubscribing destroys the stream.
 */
export function closeGracefully(stream: Duplex, options: LingerOptions = {}): Observable<boolean> {
  const {
    deadlineMs = LINGER_DEADLINE_MS,
    maxBytes = LINGER_MAX_BYTES,
    meter,
    scheduler = asyncScheduler,
  } = options;
  return new Observable((subscriber) => {
    let unread = maxBytes;
    const onData = (chunk: Buffer): void => {
      unread -= chunk.length;
      if (unread < 0) stream.destroy();
      else meter?.discarded();
    };
    const onClose = (): void => {
      subscriber.next(stream.readableEnded && stream.errored === null);
      subscriber.complete();
    };
    // Also on a closed stream: its 'error' event may still follow.
    stream.on('error', ignore);
    if (stream.closed) {
      onClose();
      return;
    }
    meter?.discard();
    stream.on('data', onData).on('close', onClose);
    // Not inside a 'data' event. Over TLS, Node's end() calls SSL_shutdown twice, and the second call reads. If encrypted records are
    // still waiting, OpenSSL fails, and Node does not report it: 'data' is never emitted again, and the peer's bytes pile up.
    const turn = setImmediate(end, stream);
    const waitMs = stream.readableEnded ? Math.min(deadlineMs, ENDED_DEADLINE_MS) : deadlineMs;
    const deadline = scheduler.schedule(destroyLate, waitMs, stream);
    subscriber.add(() => {
      clearImmediate(turn);
      deadline.unsubscribe();
      stream.destroy();
      stream.off('data', onData).off('close', onClose);
    });
    stream.resume();
  });
}

function end(stream: Duplex): void {
  stream.end();
}

function destroyLate(stream?: Duplex): void {
  stream?.destroy();
}

// Never removed: a late error without a listener would end the process. 'close' follows every error.
function ignore(): void {
  /* nothing to do */
}
