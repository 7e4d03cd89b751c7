import { INDEX_DIGITS } from './scanner.js';

/** Bytes of a SHA-256 block. */
export const BLOCK_BYTES = 64;

/** What stands where nothing has to change. */
const FILLER = 'A';

/** Characters of the last block; the end mark and the length, 9 bytes, fill it up. */
const LAST_CHARS = BLOCK_BYTES - 9;
/** Where in the last block the two inner characters stand: the highest bytes of word 13, the last word before the length. */
const INNER_AT = 52;

/** How a token and its suffixes are laid out in blocks, so that the kernel can reuse nearly all of its work. */
export interface Layout {
  /** The blocks before the last: the token, filler, and room for the counter at the end. */
  readonly head: Uint8Array;
  /** The last block, padded as FIPS 180-4 says (5.1.1), with filler for the inner characters. */
  readonly last: Buffer;
  /** The suffix with these characters at its variable places; 64 to 127 characters. */
  readonly suffix: (counter: string, inner: string) => string;
}

/** @param token 1 to 128 characters of ASCII */
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
