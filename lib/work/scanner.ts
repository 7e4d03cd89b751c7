/** Tests candidates for one token and one difficulty, in numbered batches that share no candidate. */
export interface Scanner {
  /** The number of candidates in a batch. */
  readonly batch: number;
  /**
   * Tests one batch, and returns all valid suffixes in it.
   * @param index an integer from 0 to 2^53 - 1
   */
  scan(index: number): string[];
}

/** The characters of a suffix, as the digits of a number in base 64. */
export const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The number of digits that any safe integer fits into. */
export const INDEX_DIGITS = 9;

/** Writes a number in digits of {@link ALPHABET}, lowest digit last. */
export function digitsOf(index: number): string {
  let digits = '';
  // No bit operations: they would cut the number to 32 bits.
  for (let rest = index; digits.length < INDEX_DIGITS; rest = Math.floor(rest / 64)) {
    digits = ALPHABET.charAt(rest % 64) + digits;
  }
  return digits;
}
