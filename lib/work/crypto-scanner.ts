import { trailingZeroBits, workDigest } from '../protocol/digests.js';
import { ALPHABET, digitsOf, type Scanner } from './scanner.js';

/** Hashes each candidate with node:crypto: nothing to prepare, so best for a few, and works on every machine. */
export function cryptoScanner(token: string, nBits: number): Scanner {
  return {
    batch: ALPHABET.length,
    scan(index) {
      const digits = digitsOf(index);
      return Array.from(ALPHABET, (last) => digits + last).filter((suffix) =>
        satisfies(token, nBits, suffix),
      );
    },
  };
}

/** Whether the suffix is what WORK asked for, as the server will check it. */
export function satisfies(token: string, nBits: number, suffix: string): boolean {
  return trailingZeroBits(workDigest(token, suffix)) >= nBits;
}
