import { randomBytes, randomInt } from 'node:crypto';
import type { RandomSource } from '../session/plan.js';

const BITS_PER_CHARACTER = 6;

/** The cryptographic source of chance: what a client has solved is of no use to anyone else. */
export const cryptoRandom: RandomSource = {
  below: (bound) => randomInt(bound),
  fraction: () => randomInt(2 ** 47) / 2 ** 47,
  // base64url has exactly the protocol's 64 characters.
  text: (characters) =>
    randomBytes(Math.ceil((characters * BITS_PER_CHARACTER) / 8))
      .toString('base64url')
      .slice(0, characters),
};
