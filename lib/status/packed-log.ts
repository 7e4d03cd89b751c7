/** An entry that is not read yet: a page reads only those that it shows. */
export interface Unread<T> {
  /** Its time, as it was given. */
  readonly at: number;
  readonly read: () => T;
}

const CHUNK_BYTES = 64 * 1024;
/** The most bytes of UTF-8 that one unit of a string can need. */
const MAX_BYTES_A_UNIT = 3;

/**
 * The last entries of a log, each as one text of JSON in memory of its own, outside of V8's heap. As objects or strings, ten thousand of
 * them would be marked at each collection of garbage, and that would take as long as all else in the memory of a server.
 */
export class PackedLog<T> {
  readonly #max: number;
  /** The oldest first. */
  readonly #chunks: Chunk[] = [];
  #size = 0;
  /** How many at the start of the oldest chunk have been replaced. */
  #replaced = 0;

  /** @param max the maximum number of entries; at least 1 */
  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds an entry. It takes the place of the oldest when the log is full. */
  push(entry: T, at: number): void {
    const text = JSON.stringify(entry);
    let chunk = this.#chunks.at(-1);
    if (chunk?.hasRoom(text) !== true) {
      chunk = new Chunk(text);
      this.#chunks.push(chunk);
    }
    chunk.push(text, at);
    if (this.#size < this.#max) this.#size += 1;
    else this.#replaceOldest();
  }

  /** Yields the entries, the newest first. */
  *newestFirst(): Generator<Unread<T>> {
    for (const [chunk, index] of this.#places()) {
      yield { at: chunk.times[index] ?? NaN, read: () => this.#read(chunk.bytesOf(index)) };
    }
  }

  /** Returns the entries with this value of a member, the newest first. */
  of(member: keyof T & string, value: string): T[] {
    // Most entries are told apart without reading them.
    const wanted = Buffer.from(`${JSON.stringify(member)}:${JSON.stringify(value)}`);
    const found: T[] = [];
    for (const [chunk, index] of this.#places()) {
      const bytes = chunk.bytesOf(index);
      if (!bytes.includes(wanted)) continue;
      const entry = this.#read(bytes);
      if (entry[member] === value) found.push(entry);
    }
    return found;
  }

  /** The text is our own. */
  #read(bytes: Buffer): T {
    return JSON.parse(bytes.toString()) as T;
  }

  #replaceOldest(): void {
    this.#replaced += 1;
    if (this.#replaced < (this.#chunks[0]?.times.length ?? 0)) return;
    this.#chunks.shift();
    this.#replaced = 0;
  }

  /** Yields where the entries are, the newest first. */
  *#places(): Generator<readonly [Chunk, number]> {
    for (let at = this.#chunks.length - 1; at >= 0; at--) {
      const chunk = this.#chunks[at];
      if (chunk === undefined) continue;
      const first = at === 0 ? this.#replaced : 0;
      for (let index = chunk.times.length - 1; index >= first; index--) yield [chunk, index];
    }
  }
}

/** Texts, one after the other. */
class Chunk {
  readonly times: number[] = [];
  readonly #bytes: Buffer;
  readonly #ends: number[] = [];
  #used = 0;

  /** @param first the text that it must have room for */
  constructor(first: string) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, first.length * MAX_BYTES_A_UNIT));
  }

  hasRoom(text: string): boolean {
    return this.#used + text.length * MAX_BYTES_A_UNIT <= this.#bytes.length;
  }

  push(text: string, at: number): void {
    this.#used += this.#bytes.write(text, this.#used);
    this.#ends.push(this.#used);
    this.times.push(at);
  }

  bytesOf(index: number): Buffer {
    return this.#bytes.subarray(this.#ends[index - 1] ?? 0, this.#ends[index]);
  }
}
