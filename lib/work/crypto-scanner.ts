import { checksum } from '../protocol/digests.js';
import { ALPHABET, digitsOf, type Scanner } from './scanner.js';
import { satisfies } from './verify.js';

/** Creates a scanner that uses node:crypto. It needs no preparation, so it is fastest for a few bits, and it works on every machine. */
export function cryptoScanner(token: string, nBits: number): Scanner {
  const zeros = '0'.repeat(Math.floor(nBits / 4));
  return {
    batch: ALPHABET.length,
    scan(index) {
      const digits = digitsOf(index);
      return Array.from(ALPHABET, (last) => digits + last).filter(
        // In Node, a digest in hex takes less than half the time of a digest in a Buffer.
        (suffix) => checksum(token, suffix).endsWith(zeros) && satisfies(token, nBits, suffix),
      );
    },
  };
}
