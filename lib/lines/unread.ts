/** So many pieces are held one by one; a peer that sends single bytes shall not cost a Buffer each. */
const MAX_PIECES = 16;

/** The bytes of a stream that have been read, but not yet taken as lines: for whoever reads the stream next. */
export class Unread {
  #pieces: Buffer[] = [];
  #bytes = 0;
  /** Bytes at the start of the pieces that have been taken. */
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

  /** All of it, in order. */
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
