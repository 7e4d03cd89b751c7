import { DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import { endsInZeros, sha256 } from './client.js';
import { FOUND } from './found.js';

/** A wrong rule by which a client searches for a suffix. */
export interface Rule {
  /** What it hashes. */
  readonly input?: (token: string, suffix: string, nBits: number) => string | Uint8Array;
  readonly hash?: (input: string | Uint8Array, token: string, suffix: string) => Buffer;
  /** Whether it takes a digest. Default: the right rule. */
  readonly accepts?: (digest: Buffer, nBits: number) => boolean;
  /** Whether a right suffix is what is looked for. Default: a right one is left out, for its author would not see the mistake. */
  readonly lucky?: boolean;
  /** The nth suffix that it tries. Default: n in decimal. */
  readonly nth?: (n: number) => string;
}

/** What was searched, with the number that was found: what is slow belongs into `found.ts`. */
export const SEARCHED = new Map<string, number>();

/** Returns the first suffix that the rule takes and its number. Known ones are not searched again. */
export function search(id: string, rule: Rule, token: string, nBits: number): { n: number; suffix: string } {
  const { nth = String } = rule;
  const known = token === DEFAULT_TOKEN ? FOUND[`${id} ${nBits}`] : undefined;
  for (let n = known !== undefined && fits(rule, token, nth(known), nBits) ? known : 0; ; n++) {
    const suffix = nth(n);
    if (!fits(rule, token, suffix, nBits)) continue;
    SEARCHED.set(`${id} ${nBits}`, n);
    return { n, suffix };
  }
}

function fits(
  { input, hash, accepts = endsInZeros, lucky }: Rule,
  token: string,
  suffix: string,
  nBits: number,
): boolean {
  const bytes = input === undefined ? token + suffix : input(token, suffix, nBits);
  const digest = hash === undefined ? sha256(bytes) : hash(bytes, token, suffix);
  return accepts(digest, nBits) && (lucky === true || !endsInZeros(sha256(token + suffix), nBits));
}
