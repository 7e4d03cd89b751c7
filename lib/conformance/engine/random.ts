import { createHash } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

/** Random choices that a seed decides: the same seed and the same check give the same ones, whatever else runs. */
export class Random {
  readonly #seed: string;
  #block = 0;
  #bytes: Buffer = Buffer.alloc(0);

  /** @param seed the seed of the run
   * @param label the id of the check */
  constructor(seed: number, label: string) {
    this.#seed = `${seed} ${label}`;
  }

  /** Returns so many bytes. */
  bytes(count: number): Buffer {
    while (this.#bytes.length < count) {
      const block = createHash('sha256').update(`${this.#seed} ${this.#block++}`).digest();
      this.#bytes = Buffer.concat([this.#bytes, block]);
    }
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  /** Returns an integer from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + (this.bytes(6).readUIntBE(0, 6) % (max - min + 1));
  }

  /** Returns one of the items. The list must not be empty. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.int(0, items.length - 1)];
    if (item === undefined) throw new RangeError('There is nothing to pick from.');
    return item;
  }

  /** Returns a token or a random string: so many characters of `A-Za-z0-9_-`. Default: 32. */
  token(chars = 32): string {
    return Array.from(this.bytes(chars), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  }
}
