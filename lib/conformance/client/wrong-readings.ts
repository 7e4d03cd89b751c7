import { sha256, trailingZeros } from '../engine/digests.js';
import type { Random } from '../engine/random.js';

/** Most tokens are decoys. */
const MAX_TRIES = 100;

/** A way to misread the rule of the work: whether a client that misreads it so takes this digest. */
export type Reading = (digest: Buffer, nBits: number) => boolean;

/** The right reading: the digest ends in so many zero bits. */
export const RIGHT: Reading = (digest, nBits) => trailingZeros(digest) >= nBits;

/** The wrong ones. */
export const WRONG_READINGS = {
  leadingZeros: (digest, nBits) => leadingZeros(digest) >= nBits,
  littleEndian: (digest, nBits) => trailingZeros(digest.toReversed()) >= nBits,
  highBitsOfLastByte: (digest, nBits) => leadingZeros(digest.toReversed()) >= nBits,
  wholeDigits: (digest, nBits) => trailingZeros(digest) >= 4 * Math.floor(nBits / 4),
  wholeBytes: (digest, nBits) => trailingZeros(digest) >= 8 * Math.floor(nBits / 8),
} as const satisfies Record<string, Reading>;

/** The first number, counted from `from`, whose digest with the token is taken by this reading. */
export function firstFit(token: string, nBits: number, reading: Reading, from = 0): number {
  for (let number = from; ; number++) {
    if (reading(sha256(token, String(number)), nBits)) return number;
  }
}

/**
 * Finds a token for which a client that counts up from 0 or from 1, and misreads the rule in this way, takes a suffix that is wrong.
 * @throws {RangeError} there is hardly any: with so many bits the reading is as good as right
 */
export function decoy(random: Random, nBits: number, reading: Reading): string {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const token = random.token();
    const misleads = [0, 1].every((from) => {
      const taken = firstFit(token, nBits, reading, from);
      return !RIGHT(sha256(token, String(taken)), nBits);
    });
    if (misleads) return token;
  }
  throw new RangeError(`No token was found for which this reading of ${nBits} bits is wrong.`);
}

function leadingZeros(digest: Uint8Array): number {
  const bits = Array.from(digest, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const first = bits.indexOf('1');
  return first < 0 ? bits.length : first;
}
