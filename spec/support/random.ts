import type { RandomSource } from '../../lib/session/plan.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Chance with a seed: the same every time. (The generator is Mulberry32.) */
export function seededRandom(seed: number): RandomSource {
  let state = seed;
  const float = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (bound: number): number => Math.floor(float() * bound);
  const string = (characters: number): string =>
    Array.from({ length: characters }, () => ALPHABET.charAt(int(ALPHABET.length))).join('');
  return { int, float, string };
}
