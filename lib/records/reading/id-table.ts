/** The length of an id of the server: a UUID. */
export const UUID_CHARS = 36;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

const FIRST_CAPACITY = 1024;
/** Above this share of used slots, searches get long. */
const MAX_LOAD = 0.6;
const WORDS = 4;
/** The first hexadecimal digit of each pair of a UUID that a word begins with, and where its digits stand. */
const DIGITS = [
  0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17, 19, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31, 32,
  33, 34, 35,
];
const DASHES = [8, 13, 18, 23];
const DASH = 0x2d;

/**
 * Remembers a number for each id. Ids of the server are UUIDs, and take 40 bytes each, where a Map of texts takes 120. Any other id goes
 * into such a Map.
 */
export class IdTable {
  #capacity = FIRST_CAPACITY;
  /** The ids, four words each. */
  #keys = new Uint32Array(FIRST_CAPACITY * WORDS);
  /** The numbers, plus one; 0 for an empty slot. */
  #numbers = new Uint32Array(FIRST_CAPACITY);
  #uuids = 0;
  readonly #others = new Map<string, number>();
  readonly #word = new Uint32Array(WORDS);

  get size(): number {
    return this.#uuids + this.#others.size;
  }

  /** Returns the number of an id; undefined if it has none. */
  get(id: string): number | undefined {
    if (!UUID.test(id) || !this.#readWord(Buffer.from(id), 0)) return this.#others.get(id);
    const number = this.#numbers[this.#slotOf(this.#word, 0)] ?? 0;
    return number === 0 ? undefined : number - 1;
  }

  /** Sets the number of an id. */
  set(id: string, number: number): void {
    if (UUID.test(id)) this.setBytes(Buffer.from(id), 0, number);
    else this.#others.set(id, number);
  }

  /**
   * Sets the number of the UUID at this position.
   * @returns false, and sets nothing, if there is no UUID in lower case
   */
  setBytes(bytes: Uint8Array, from: number, number: number): boolean {
    if (!this.#readWord(bytes, from)) return false;
    if (this.#uuids >= this.#capacity * MAX_LOAD) this.#grow();
    const slot = this.#slotOf(this.#word, 0);
    if (this.#numbers[slot] === 0) {
      this.#uuids += 1;
      this.#keys.set(this.#word, slot * WORDS);
    }
    this.#numbers[slot] = number + 1;
    return true;
  }

  /** Calls a function with each number. */
  forEach(onNumber: (number: number) => void): void {
    for (const number of this.#numbers) if (number !== 0) onNumber(number - 1);
    for (const number of this.#others.values()) onNumber(number);
  }

  #readWord(bytes: Uint8Array, from: number): boolean {
    for (const dash of DASHES) if (bytes[from + dash] !== DASH) return false;
    const word = this.#word;
    for (let digit = 0; digit < DIGITS.length; digit++) {
      const value = VALUES[bytes[from + (DIGITS[digit] ?? 0)] ?? 0] ?? NO_DIGIT;
      if (value === NO_DIGIT) return false;
      word[digit >> 3] = ((word[digit >> 3] ?? 0) << 4) | value;
    }
    return true;
  }

  /** Returns the slot of the id at this position, or the empty one where it belongs. */
  #slotOf(words: Uint32Array, from: number): number {
    const mask = this.#capacity - 1;
    const [a = 0, b = 0, c = 0, d = 0] = [words[from], words[from + 1], words[from + 2], words[from + 3]];
    let slot = mix(a, b, c, d) & mask;
    for (;;) {
      if (this.#numbers[slot] === 0) return slot;
      const key = slot * WORDS;
      const keys = this.#keys;
      if (keys[key] === a && keys[key + 1] === b && keys[key + 2] === c && keys[key + 3] === d) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const [keys, numbers] = [this.#keys, this.#numbers];
    this.#capacity *= 2;
    this.#keys = new Uint32Array(this.#capacity * WORDS);
    this.#numbers = new Uint32Array(this.#capacity);
    for (let old = 0; old < numbers.length; old++) {
      const number = numbers[old] ?? 0;
      if (number === 0) continue;
      const slot = this.#slotOf(keys, old * WORDS);
      this.#numbers[slot] = number;
      this.#keys.set(keys.subarray(old * WORDS, old * WORDS + WORDS), slot * WORDS);
    }
  }
}

const NO_DIGIT = 255;
/** The value of each byte as a hexadecimal digit in lower case. */
const VALUES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(byte));
  return digit === -1 ? NO_DIGIT : digit;
});

/** UUIDs may be random, or count up: every word has to matter. */
function mix(a: number, b: number, c: number, d: number): number {
  let hash = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul((hash ^ (hash >>> 15)) + b, 0xc2b2ae35);
  hash = Math.imul((hash ^ (hash >>> 13)) + c, 0x27d4eb2f);
  hash = Math.imul((hash ^ (hash >>> 16)) + d, 0x165667b1);
  return hash ^ (hash >>> 15);
}
