/** How many bytes of one direction are kept for a report: 64 KiB. */
export const EXCERPT_BYTES = 65_536;

/** What came over a connection, byte for byte: the number of all bytes, and the first of them. */
export class ByteRecord {
  #total = 0;
  readonly #kept: Buffer[] = [];

  /** Counts a chunk, and keeps a copy of what still fits into the excerpt. */
  add(chunk: Uint8Array): void {
    const room = EXCERPT_BYTES - this.#total;
    this.#total += chunk.length;
    if (room > 0) this.#kept.push(Buffer.from(chunk.subarray(0, room)));
  }

  /** The number of all bytes. */
  get total(): number {
    return this.#total;
  }

  /** The first {@link EXCERPT_BYTES} bytes, or all of them if there are fewer. */
  get excerpt(): Buffer {
    return Buffer.concat(this.#kept);
  }
}
