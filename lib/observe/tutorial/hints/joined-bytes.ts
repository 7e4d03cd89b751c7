import type { BodyCommand } from '../../../protocol/commands.js';
import { checksumRecipes } from './checksum-recipes.js';
import { HEX_FIX } from './encodings.js';
import type { Hint, Mistake } from './hint.js';

/** Only the most likely digests are written in this way. */
const MAX_DIGESTS = 300;

/** Recognizes a checksum that is the numbers of a digest's bytes, in decimal, with nothing between them. */
export function joinedBytes(word: string, mistake: Mistake, command: BodyCommand): Hint | null {
  if (!/^-?\d[\d-]{19,170}$/.test(word)) return null;
  let count = 0;
  for (const { what, digest, fixes } of checksumRecipes(mistake, command)) {
    count += 1;
    if (count > MAX_DIGESTS) return null;
    const isSigned = word === new Int8Array(digest).join('');
    if (!isSigned && word !== Array.from(digest).join('')) continue;
    return {
      found: `Your checksum is the bytes of the ${what} as ${isSigned ? 'signed ' : ''}decimal numbers, joined.`,
      instead: [...fixes, HEX_FIX].join(' '),
    };
  }
  return null;
}
