import { createHash } from 'node:crypto';

// Written from the protocol page alone. A judge must not share its arithmetic with whom it judges: a mistake in it would pass unseen.

/** SHA-256 of the UTF-8 bytes of both texts, nothing between. */
export function sha256(first: string | Uint8Array, second: string | Uint8Array = ''): Buffer {
  return createHash('sha256').update(first).update(second).digest();
}

/** Counts the zero bits at the end of some bytes; the last bit is the least significant of the last byte. */
export function trailingZeros(bytes: Uint8Array): number {
  let zeros = 0;
  for (const byte of bytes.toReversed()) {
    for (let bit = 1; bit < 256; bit *= 2) {
      if ((byte & bit) !== 0) return zeros;
      zeros += 1;
    }
  }
  return zeros;
}
