import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** How often a tap looks whether its reader goes on, while it holds back the end, in milliseconds. */
const LOOK_AGAIN_MS = 10;

/**
 * A stream to put between a TCP socket and TLS, which tells whether TCP has ended.
 *
 * Node reports the end of a TLS connection in the same way whether the peer sent close_notify or only ended TCP. A tap holds the end of
 * TCP back until TLS has read every byte before it. If TLS has ended by then, it was by close_notify.
 */
export class Tap extends Duplex {
  readonly #socket: Socket;
  #tcpEnded = false;
  #forwardedEnd = false;

  /**
   * @param socket must allow half-open connections: TLS ends its own side
   * @param allowHalfOpen whether TLS keeps its own side open when the peer has ended its own. Default false
   */
  constructor(socket: Socket, allowHalfOpen = false) {
    super({ allowHalfOpen, readableHighWaterMark: 1 });
    this.#socket = socket;
    socket.on('data', (chunk) => {
      if (!this.push(chunk)) socket.pause();
    });
    socket.on('end', () => {
      this.#tcpEnded = true;
      setImmediate(() => {
        this.#forwardEnd();
      });
    });
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => {
      if (!this.#tcpEnded) this.destroy();
    });
  }

  /** Whether the end of TCP has been passed on to TLS. */
  get forwardedEnd(): boolean {
    return this.#forwardedEnd;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#socket.write(chunk, callback);
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#socket.end(callback);
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#socket.destroy();
    callback(error);
  }

  #forwardEnd(): void {
    if (this.destroyed) return;
    if (this.readableLength > 0) {
      setTimeout(() => {
        this.#forwardEnd();
      }, LOOK_AGAIN_MS);
      return;
    }
    this.#forwardedEnd = true;
    this.push(null);
  }
}
