import { zeroBitsOf } from '../peers/solve.js';

/** So many hashes are made without a pause: others have their turn after a few milliseconds. */
const AT_ONCE = 2000;

/**
 * Looks for a suffix that satisfies `isWanted`, in slices: connections and clocks go on meanwhile.
 * @param prefix the suffixes begin with this
 * @returns null when the signal aborts first
 */
export async function findSuffix(
  prefix: string,
  isWanted: (suffix: string) => boolean,
  signal: AbortSignal,
): Promise<string | null> {
  for (let n = 0; !signal.aborted; n++) {
    const suffix = `${prefix}${n}`;
    if (isWanted(suffix)) return suffix;
    if (n % AT_ONCE === AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return null;
}

/** Whether the digest of token and suffix ends in so many zero bits, or more. */
export function solves(token: string, suffix: string, nBits: number): boolean {
  return zeroBitsOf(token, suffix) >= nBits;
}
