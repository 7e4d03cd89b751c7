/** Tries candidates for one token and one difficulty, in numbered batches that have no candidate in common. */
export interface Scanner {
  /** Candidates in a batch. */
  readonly batch: number;
  /**
   * Tries the whole batch of that number, and gives every suffix in it that does.
   * @param index an integer from 0 to 2^53 - 1
   */
  scan(index: number): string[];
}

/** What a suffix may be made of, as the digits of a number to the base of 64. */
export const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Digits that any safe integer fits into. */
export const INDEX_DIGITS = 9;

/** The number in digits of {@link ALPHABET}, the last one the lowest. */
export function digitsOf(index: number): string {
  let digits = '';
  // No bit operations: they would cut the number to 32 bits.
  for (let rest = index; digits.length < INDEX_DIGITS; rest = Math.floor(rest / 64)) {
    digits = ALPHABET.charAt(rest % 64) + digits;
  }
  return digits;
}
