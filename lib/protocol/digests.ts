import { hash } from 'node:crypto';

/** Returns the checksum of a body answer: the SHA-256 of token + randomString, in lower-case hex. */
export function checksum(token: string, randomString: string): string {
  return hash('sha256', token + randomString, 'hex');
}

/** Returns the digest of a proof of work: the SHA-256 of the UTF-8 bytes of token + suffix. */
export function workDigest(token: string, suffix: string): Buffer {
  return hash('sha256', token + suffix, 'buffer');
}

/** Counts the zero bits at the end of a digest. The lowest bit of its last byte is the last bit. */
export function trailingZeroBits(digest: Uint8Array): number {
  let bits = 0;
  for (let i = digest.length - 1; i >= 0; i--) {
    const byte = digest[i] ?? 0;
    if (byte !== 0) return bits + (31 - Math.clz32(byte & -byte));
    bits += 8;
  }
  return bits;
}
