import type { Readable } from 'node:stream';

/** Keeps what a stream brings, up to a limit; the rest is read and dropped. */
export class BoundedOutput {
  readonly #chunks: Buffer[] = [];
  #kept = 0;
  #total = 0;

  /** @param onData called with the number of all bytes that came */
  constructor(source: Readable, maxBytes: number, onData: (total: number) => void) {
    source.on('error', () => undefined);
    source.on('data', (chunk: Buffer) => {
      this.#total += chunk.length;
      const room = maxBytes - this.#kept;
      if (room > 0) {
        const taken = chunk.subarray(0, room);
        this.#chunks.push(taken);
        this.#kept += taken.length;
      }
      onData(this.#total);
    });
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}
