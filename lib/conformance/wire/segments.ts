import type { Socket } from 'node:net';
import type { Random } from '../engine/random.js';

/** Bytes on their way. */
export interface Segment {
  readonly bytes: Buffer;
  /** When they came to the relay, by `performance.now()`. */
  readonly arrivedAt: number;
}

/** How a direction, or a connection, ends: in order, or by a reset. */
export type Ending = 'end' | 'reset';

/** What an effect works with. */
export interface LinkContext {
  /** Of this direction of this connection alone. */
  readonly random: Random;
  /** Aborts when the connection is over: nothing has to wait any more. */
  readonly signal: AbortSignal;
  /** Ends the whole connection, both ways, once the effect returns and what it has passed on is written. */
  readonly endConnection: (how: Ending) => void;
}

/** Changes what one direction of a connection passes on, and when. */
export type Effect = (segments: AsyncIterable<Segment>, context: LinkContext) => AsyncIterable<Segment>;

/** More waits in the sender: what a peer that is not read from feels must pass through the relay. */
const MAX_QUEUED_BYTES = 64 * 1024;

/** What comes from a socket, in order, up to its end. */
export class SegmentSource implements AsyncIterable<Segment> {
  readonly #socket: Socket;
  readonly #signal: AbortSignal;
  readonly #queue: Segment[] = [];
  #queuedBytes = 0;
  #ending: Ending | null = null;
  #wake: () => void = () => undefined;

  constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket;
    this.#signal = signal;
    socket.on('data', (bytes: Buffer) => {
      this.#queue.push({ bytes, arrivedAt: performance.now() });
      this.#queuedBytes += bytes.length;
      if (this.#queuedBytes > MAX_QUEUED_BYTES) socket.pause();
      this.#wake();
    });
    socket.on('end', () => {
      this.#end('end');
    });
    socket.on('error', () => {
      this.#end('reset');
    });
    socket.on('close', () => {
      this.#end('reset');
    });
    signal.addEventListener('abort', () => {
      this.#wake();
    });
  }

  /** How it ended; null as long as more can come. */
  get ending(): Ending | null {
    return this.#ending;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Segment> {
    while (!this.#signal.aborted) {
      const segment = this.#queue.shift();
      if (segment !== undefined) {
        this.#queuedBytes -= segment.bytes.length;
        if (this.#queuedBytes <= MAX_QUEUED_BYTES) this.#socket.resume();
        yield segment;
      } else if (this.#ending !== null) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #end(how: Ending): void {
    this.#ending ??= how;
    this.#wake();
  }
}
