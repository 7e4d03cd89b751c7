import { trailingZeroBits } from '../../../../lib/protocol/digests.js';
import { COUNTED } from './suffix-counted.js';
import { HASHED_OTHERWISE } from './suffix-hashed-otherwise.js';
import { HASHED_INPUTS } from './suffix-inputs-hashed.js';
import { sha256, type Given, type SuffixMistake } from './suffix-mistake.js';
import { SENT } from './suffix-sent.js';

/** Every mistake in a proof of work that the tutorial must name. */
export const SUFFIX_MISTAKES: readonly SuffixMistake[] = [
  ...COUNTED,
  ...HASHED_INPUTS,
  ...HASHED_OTHERWISE,
  ...SENT.map(([name, line, says]): Given => ({ name: `sent: ${name}`, line, says, first: 3032842 })),
].map((given) => ({
  digest: (token, suffix) => sha256(token, suffix),
  isEnough: (digest, nBits) => trailingZeroBits(digest) >= nBits,
  suffix: (n) => `n${n}`,
  line: (suffix) => suffix,
  ...given,
}));
