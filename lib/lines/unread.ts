/** More pieces than this are joined: a peer that sends single bytes must not cost a Buffer for each. */
const MAX_PIECES = 16;

/** Holds the bytes that were read from a stream but not yet emitted as lines. The next reader of the stream gets them. */
export class Unread {
  #pieces: Buffer[] = [];
  #bytes = 0;
  /** The number of bytes, from the start of the pieces, that were emitted. */
  #taken = 0;

  put(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (this.#pieces.length > MAX_PIECES) this.#compact();
  }

  take(bytes: number): void {
    this.#taken += bytes;
    if (this.#taken < this.#bytes) return;
    this.#pieces.length = 0;
    this.#bytes = 0;
    this.#taken = 0;
  }

  /** Returns the bytes that were not taken, in order. */
  rest(): Buffer {
    return Buffer.concat(this.#pieces).subarray(this.#taken);
  }

  #compact(): void {
    const rest = Buffer.from(this.rest());
    this.#pieces = [rest];
    this.#bytes = rest.length;
    this.#taken = 0;
  }
}
