import { randomFillSync, randomInt } from 'node:crypto';
import type { RandomSource } from '../session/plan.js';

const BITS_PER_CHARACTER = 6;

/** A session takes some twenty small pieces, and asking for each costs more than the bytes do. */
const POOL_BYTES = 4096;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** The cryptographic source of chance: what a client has solved is of no use to anyone else. */
export const cryptoRandom: RandomSource = {
  int: (bound) => randomInt(bound),
  float: () => randomInt(2 ** 47) / 2 ** 47,
  // base64url has exactly the protocol's 64 characters.
  string: (characters) => fresh(Math.ceil((characters * BITS_PER_CHARACTER) / 8)).slice(0, characters),
};

/** So many random bytes, which are given out once, as base64url. */
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
