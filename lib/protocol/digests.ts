import { hash } from 'node:crypto';

/** The checksum that every body answer owes: lower-case hex SHA-256 of the token, then the random string. */
export function checksum(token: string, randomString: string): string {
  return hash('sha256', token + randomString, 'hex');
}

/** The digest that WORK is about: SHA-256 over the UTF-8 bytes of the token, then the suffix, nothing between. */
export function workDigest(token: string, suffix: string): Buffer {
  return hash('sha256', token + suffix, 'buffer');
}

/** How many zero bits the digest ends in; the last byte's lowest bit is the digest's last. */
export function trailingZeroBits(digest: Uint8Array): number {
  let bits = 0;
  for (let i = digest.length - 1; i >= 0; i--) {
    const byte = digest[i] ?? 0;
    if (byte !== 0) return bits + (31 - Math.clz32(byte & -byte));
    bits += 8;
  }
  return bits;
}
