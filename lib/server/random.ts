import { randomFillSync, randomInt } from 'node:crypto';
import type { RandomSource } from '../session/plan.js';

const BITS_PER_CHARACTER = 6;

/** A session needs about twenty short strings. One call for each costs more than the bytes do, so bytes come from a pool. */
const POOL_BYTES = 4096;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** The cryptographic random source: tokens and strings are unpredictable, so no client can reuse the answers of another. */
export const cryptoRandom: RandomSource = {
  int: (bound) => randomInt(bound),
  float: () => randomInt(2 ** 47) / 2 ** 47,
  // base64url has exactly the protocol's 64 characters.
  string: (characters) => fresh(Math.ceil((characters * BITS_PER_CHARACTER) / 8)).slice(0, characters),
};

/** Returns this number of random bytes as base64url. Each byte of the pool is used once. */
function fresh(bytes: number): string {
  if (bytes > POOL_BYTES) return randomFillSync(Buffer.alloc(bytes)).toString('base64url');
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString('base64url', used, used + bytes);
  used += bytes;
  return text;
}
