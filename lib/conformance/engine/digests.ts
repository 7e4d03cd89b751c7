import { createHash } from 'node:crypto';

// A judge must not share the code of the judged: nothing here is used by the programs that are checked.

/** SHA-256 of the UTF-8 bytes of both texts, nothing between. */
export function sha256(first: string | Buffer, second: string | Buffer = ''): Buffer {
  return createHash('sha256').update(first).update(second).digest();
}

/** How many zero bits a digest ends in. */
export function trailingZeros(digest: Buffer): number {
  const bits = Array.from(digest, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.length - bits.lastIndexOf('1') - 1;
}
