import { sha256, trailingZeros } from '../engine/digests.js';

/** The most bits that the functions of this file look for. They hash on the calling thread, so even 24 bits take many seconds. */
export const MAX_SOLVABLE_BITS = 32;

/** The suffixes of correct and of wrong answers differ in their first letters, so that a log tells which is which. */
const RIGHT = 'suffix-';
const WRONG = 'wrong-';

/**
 * Returns a suffix that satisfies WORK: the digest of token and suffix ends in at least `nBits` zero bits.
 *
 * @throws RangeError if `nBits` is no integer from 0 to {@link MAX_SOLVABLE_BITS}
 */
export function solve(token: string, nBits: number): string {
  return find(RIGHT, token, nBits, (zeros) => zeros >= nBits);
}

/**
 * Returns a suffix whose digest ends in exactly `nBits` zero bits, and no more. It satisfies `nBits` and fails `nBits + 1`: with it, a
 * check tells a judge of work from one that is off by a bit.
 *
 * @throws RangeError if `nBits` is no integer from 0 to {@link MAX_SOLVABLE_BITS}
 */
export function solveExactly(token: string, nBits: number): string {
  return find(RIGHT, token, nBits, (zeros) => zeros === nBits);
}

/**
 * Returns a suffix that does not satisfy WORK. For 0 bits every suffix is right, so that any is returned.
 *
 * @throws RangeError if `nBits` is no integer from 0 to {@link MAX_SOLVABLE_BITS}
 */
export function wrongSuffix(token: string, nBits: number): string {
  return find(WRONG, token, nBits, (zeros) => nBits === 0 || zeros < nBits);
}

/** Counts the zero bits at the end of the digest of token and suffix: 0 to 256. */
export function zeroBitsOf(token: string, suffix: string): number {
  return trailingZeros(sha256(token, suffix));
}

/** Returns the checksum of a request: the lower-case hexadecimal SHA-256 digest of token and random string. */
export function checksumOf(token: string, randomString: string): string {
  return sha256(token, randomString).toString('hex');
}

function find(prefix: string, token: string, nBits: number, isWanted: (zeros: number) => boolean): string {
  if (!Number.isInteger(nBits) || nBits < 0 || nBits > MAX_SOLVABLE_BITS) {
    throw new RangeError(
      `n_bits must be an integer from 0 to ${MAX_SOLVABLE_BITS} to be solved here, not ${nBits}`,
    );
  }
  for (let n = 0; ; n++) {
    const suffix = `${prefix}${n}`;
    if (isWanted(zeroBitsOf(token, suffix))) return suffix;
  }
}
