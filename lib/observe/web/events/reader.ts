import type { Writable } from 'node:stream';

/** A text is handed over in pieces of this size, so that the socket holds little, and slow progress is seen. In bytes. */
const PIECE_BYTES = 32 * 1024;

/**
 * One reader of the events. It takes a batch piece by piece, each when the socket has passed on the one before, so that a reader that
 * reads nothing costs one piece in the socket and one message here, whatever happens meanwhile.
 */
export class EventReader {
  /** The revision that it has, once the batch under way is through. */
  revision: number;
  readonly #stream: Writable;
  #texts: Iterator<string, void> | null = null;
  #left: Buffer = Buffer.alloc(0);
  #isBlocked = false;
  /** When the socket last took something, or had nothing to take. */
  #progressAt: number;
  readonly #now: () => number;

  /** @param now returns milliseconds of a monotonic clock */
  constructor(stream: Writable, revision: number, now: () => number) {
    this.#stream = stream;
    this.revision = revision;
    this.#now = now;
    this.#progressAt = now();
    stream.on('drain', () => {
      this.#isBlocked = false;
      this.#progressAt = this.#now();
      this.#flow();
    });
  }

  /** Whether the socket has not taken the last batch yet. */
  get isBusy(): boolean {
    return this.#isBlocked || this.#texts !== null;
  }

  /** How long the socket has taken nothing of what it should take, in milliseconds. */
  get stalledFor(): number {
    return this.isBusy ? this.#now() - this.#progressAt : 0;
  }

  /** How long nothing was sent, in milliseconds. */
  get idleFor(): number {
    return this.isBusy ? 0 : this.#now() - this.#progressAt;
  }

  /** Sends a batch. Must not be called while the reader is busy. */
  send(texts: Iterable<string>, revision: number): void {
    this.revision = revision;
    this.#texts = texts[Symbol.iterator]() as Iterator<string, void>;
    this.#progressAt = this.#now();
    this.#flow();
  }

  /** Ends the stream after what it has been given. */
  end(): void {
    this.#texts = null;
    this.#left = Buffer.alloc(0);
    this.#stream.end();
  }

  #flow(): void {
    while (!this.#isBlocked && this.#texts !== null) {
      if (this.#left.length === 0) {
        const next = this.#texts.next();
        if (next.done === true) this.#texts = null;
        else this.#left = Buffer.from(next.value);
        continue;
      }
      const piece = this.#left.subarray(0, PIECE_BYTES);
      this.#left = this.#left.subarray(PIECE_BYTES);
      this.#isBlocked = !this.#stream.write(piece);
    }
  }
}
