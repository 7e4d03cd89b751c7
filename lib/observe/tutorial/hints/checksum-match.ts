import { flawOf, type Reading } from './encodings.js';
import type { Recipe } from './checksum-recipes.js';
import type { Hint } from './hint.js';

/** A text of the line that may be a digest, with the mistakes that were undone to get at it. */
export interface Readable {
  readonly hints: readonly Hint[];
  readonly reading: Reading;
}

interface Match {
  readonly hints: readonly Hint[];
  /** The number of separate mistakes in it. The match with the fewest is the most likely one. */
  readonly mistakes: number;
}

/** A few digits fit many digests: only so many are compared with them. */
const SHORT_RECIPES = 250;
const KEY_DIGITS = 6;

/**
 * Returns the hints of the match with the fewest mistakes; null when nothing matches.
 * @param short readings of so few digits that only the most likely digests are compared with them
 */
export function bestMatch(
  tried: Iterable<Recipe>,
  readable: readonly Readable[],
  short: readonly Readable[],
): readonly Hint[] | null {
  const keys = keysOf(readable);
  let best: Match | null = null;
  let count = 0;
  for (const recipe of tried) {
    count += 1;
    const candidates =
      count <= SHORT_RECIPES || recipe.digest.length === 4 ? [...readable, ...short] : readable;
    if (candidates === readable && !mayMatch(recipe.digest, keys)) continue;
    for (const { hints, reading } of candidates) {
      const flaw = flawOf(reading.hex, recipe.digest);
      if (flaw === null) continue;
      const match = explain(recipe, hints, reading, flaw);
      if (match.mistakes === 1) return match.hints;
      if (best === null || match.mistakes < best.mistakes) best = match;
    }
  }
  return best?.hints ?? null;
}

/** All forms of the readings in one text. What is not in it cannot match, which is quicker to see than what can. */
function keysOf(readable: readonly Readable[]): string {
  return readable
    .flatMap(({ reading: { hex } }) => {
      const even = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
      const swapped = (bytes: Buffer, size: number): string[] => {
        if (bytes.length % size !== 0) return [];
        const copy = Buffer.from(bytes);
        return [(size === 8 ? copy.swap64() : size === 4 ? copy.swap32() : copy.swap16()).toString('hex')];
      };
      return [
        hex,
        Buffer.from(even).reverse().toString('hex'),
        Array.from(hex).reverse().join(''),
        hex.replace(/(.)(.)/g, '$2$1'),
        ...[8, 4, 2].flatMap((size) => swapped(even, size)),
      ];
    })
    .join('|');
}

function mayMatch(digest: Buffer, keys: string): boolean {
  const hex = digest.toString('hex');
  if (keys.includes(hex.slice(0, KEY_DIGITS)) || keys.includes(hex.slice(-KEY_DIGITS))) return true;
  // The middle of a digest, or digits without the zeros of small bytes.
  if (keys.includes(hex.slice(28, 28 + KEY_DIGITS))) return true;
  if (keys.includes('ffffff')) return true;
  const unpadded = Array.from(digest.subarray(0, KEY_DIGITS), (byte) => byte.toString(16)).join('');
  return keys.includes(unpadded.slice(0, KEY_DIGITS));
}

function explain(recipe: Recipe, undone: readonly Hint[], { encoding }: Reading, flaw: string): Match {
  const fixes = [
    ...recipe.fixes,
    ...(encoding === null ? [] : [encoding.fix]),
    ...(flaw === '' ? [] : ['Send all 64 hex digits of it, in their order.']),
  ];
  const found =
    `Your checksum is the ${encoding === null ? '' : `${encoding.name} `}${recipe.what}` +
    `${flaw === '' ? '' : `, ${flaw}`}.`;
  return { hints: [...undone, { found, instead: fixes.join(' ') }], mistakes: undone.length + fixes.length };
}
