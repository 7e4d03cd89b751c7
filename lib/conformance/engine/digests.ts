import { createHash } from 'node:crypto';

// Written from the protocol page alone. A judge must not share its arithmetic with whom it judges: a mistake in it would pass unseen.

/** SHA-256 of the UTF-8 bytes of both texts, nothing between. */
export function sha256(first: string | Uint8Array, second: string | Uint8Array = ''): Buffer {
  return createHash('sha256').update(first).update(second).digest();
}

/** Counts the zero bits at the end of some bytes; the last bit is the least significant of the last byte. */
export function trailingZeros(bytes: Uint8Array): number {
  for (let at = bytes.length - 1; at >= 0; at--) {
    const byte = bytes[at] ?? 0;
    // The lowest bit that is set.
    if (byte !== 0) return 8 * (bytes.length - 1 - at) + (31 - Math.clz32(byte & -byte));
  }
  return 8 * bytes.length;
}
