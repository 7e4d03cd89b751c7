import { trailingZeroBits, workDigest } from '../../protocol/digests.js';
import { drawToken, type RandomSource } from '../../session/plan.js';

/** A proof of work that was accepted. */
export interface SpentWork {
  readonly nBits: number;
  readonly suffix: string;
}

/** With one zero bit, each second token fits by chance: so many in a row do not. */
const MAX_DRAWS = 256;

/**
 * Draws a token for which none of these suffixes is right again. So a client that sends a built-in suffix fails on every run, and not by
 * luck. Where any suffix is right, with n_bits 0, any token will do.
 */
export function freshToken(random: RandomSource, spent: readonly SpentWork[]): string {
  const fits = (token: string): boolean =>
    spent.some(({ nBits, suffix }) => nBits > 0 && trailingZeroBits(workDigest(token, suffix)) >= nBits);
  let token = drawToken(random);
  for (let draws = 1; draws < MAX_DRAWS && fits(token); draws++) token = drawToken(random);
  return token;
}
