import { setImmediate } from 'node:timers/promises';
import type { Solve } from '../../lib/client/context.js';
import { satisfies } from '../../lib/work/verify.js';

/** So many candidates are tried before others get their turn. */
const SLICE = 1_000;

/**
 * Solves a token for a few bits, by a suffix that begins with it: a record has the suffix and not the token, and so it tells which token
 * was spent.
 */
export const solveFor: Solve = async (token, nBits, { signal }) => {
  const start = performance.now();
  for (let n = 0; ; n++) {
    const suffix = `${token}.${n}`;
    if (satisfies(token, nBits, suffix)) {
      return { suffix, attempts: n + 1, seconds: (performance.now() - start) / 1000 };
    }
    if (n % SLICE === SLICE - 1) await setImmediate(undefined, { signal });
  }
};

/** Returns the token that a suffix was found for; the suffix itself where it is of another make. */
export function tokenOf(suffix: string): string {
  const end = suffix.lastIndexOf('.');
  return end < 0 ? suffix : suffix.slice(0, end);
}
