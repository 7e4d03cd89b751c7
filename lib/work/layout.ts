import { INDEX_DIGITS } from './scanner.js';

/** The length of a SHA-256 block, in bytes. */
export const BLOCK_BYTES = 64;

/** The character at all positions that never change. */
const FILLER = 'A';

/** The number of characters in the last block. The end mark and the length take the other 9 bytes. */
const LAST_CHARS = BLOCK_BYTES - 9;
/** The position of the two inner characters in the last block: the highest bytes of word 13, the last word before the length. */
const INNER_AT = 52;

/** The layout of a token and its suffixes in blocks, with which the kernel can reuse nearly all of its work. */
export interface Layout {
  /** The blocks before the last one: the token, filler, and space for the counter at the end. */
  readonly head: Uint8Array;
  /** The last block, padded as in FIPS 180-4, 5.1.1, with filler in place of the inner characters. */
  readonly last: Buffer;
  /** Returns the suffix with these counter and inner characters: 64 to 127 characters. */
  readonly suffix: (counter: string, inner: string) => string;
}

/** @param token 1 to 128 ASCII characters */
export function layOut(token: string): Layout {
  const headChars = Math.ceil((token.length + INDEX_DIGITS) / BLOCK_BYTES) * BLOCK_BYTES;
  const filler = FILLER.repeat(headChars - INDEX_DIGITS - token.length);
  const beforeInner = FILLER.repeat(INNER_AT);
  const afterInner = FILLER.repeat(LAST_CHARS - INNER_AT - 2);

  const last = Buffer.alloc(BLOCK_BYTES);
  last.fill(FILLER, 0, LAST_CHARS);
  last[LAST_CHARS] = 0x80;
  last.writeUInt16BE((headChars + LAST_CHARS) * 8, BLOCK_BYTES - 2);

  return {
    head: Buffer.from((token + filler).padEnd(headChars, FILLER)),
    last,
    suffix: (counter, inner) => filler + counter + beforeInner + inner + afterInner,
  };
}
