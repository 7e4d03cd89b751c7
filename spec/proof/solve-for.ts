import { createHash } from 'node:crypto';

/**
 * Solves a token for a few bits, by a suffix that begins with it: the record of a session has the suffix and not the token, and so it
 * tells which token was spent.
 */
export function solveFor(token: string, nBits: number): string {
  for (let n = 0; ; n++) {
    const suffix = `${token}.${n}`;
    const digest = createHash('sha256').update(`${token}${suffix}`).digest('hex');
    if (BigInt.asUintN(nBits, BigInt(`0x${digest}`)) === 0n) return suffix;
  }
}

/** The token that a suffix was found for. */
export function tokenOf(suffix: string): string {
  return suffix.slice(0, suffix.lastIndexOf('.'));
}
