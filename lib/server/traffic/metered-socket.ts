import type { Socket } from 'node:net';
import { Duplex, type DuplexOptions } from 'node:stream';
import type { ByteCounts } from './traffic.js';

/** What TLS gets at once, in bytes. OpenSSL needs a millisecond for the changes of keys in it. */
const SLICE_BYTES = 4096;

/** How much is kept of what a connection begins with, in bytes. */
const HEAD_BYTES = 16;

const OPTIONS: DuplexOptions = { allowHalfOpen: true };

/**
 * A TCP socket for TLS that passes its bytes on in small slices, and reports each. Without it, OpenSSL gets 64 KiB at once and up to 2 MiB in
 * one turn of the event loop, before JavaScript can see what it was. A session costs a tenth more CPU time over it.
 */
export class MeteredSocket extends Duplex implements ByteCounts {
  /** Whether its session looks at each slice. If not, only its first bytes matter. */
  readonly reportsSlices: boolean;
  /** Called after each slice, when TLS has handled it. Null until the connection has a session. */
  onSlice: (() => void) | null = null;
  bytesRead = 0;
  /** The first bytes of the first piece, at most {@link HEAD_BYTES}. Null before it. */
  head: Buffer | null = null;
  readonly #raw: Socket;

  constructor(raw: Socket, reportsSlices = true) {
    super(OPTIONS);
    this.reportsSlices = reportsSlices;
    this.#raw = raw;
    raw
      .on('data', (chunk: Buffer) => {
        this.#passOn(chunk);
      })
      .on('end', () => this.push(null))
      .on('error', (error) => this.destroy(error))
      .on('close', () => this.destroy());
  }

  get bytesWritten(): number {
    return this.#raw.bytesWritten;
  }

  /** TLS calls it on a socket of Node's own only. */
  setKeepAlive(enable: boolean, initialDelayMs: number): void {
    this.#raw.setKeepAlive(enable, initialDelayMs);
  }

  override _read(): void {
    this.#raw.resume();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#raw.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#raw.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#raw.destroy();
    done(error);
  }

  #passOn(chunk: Buffer): void {
    this.head ??= Buffer.from(chunk.subarray(0, HEAD_BYTES));
    for (let at = 0; at < chunk.length && !this.destroyed; at += SLICE_BYTES) {
      const slice = chunk.subarray(at, at + SLICE_BYTES);
      this.bytesRead += slice.length;
      if (!this.push(slice)) this.#raw.pause();
      this.onSlice?.();
    }
  }
}
