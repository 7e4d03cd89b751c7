import type { ClientCheck } from '../client-check.js';
import { playUpTo, stops } from '../progress.js';

const LIMIT = 'It does not check that n_bits is at most 64, and searches for ever.';
const PARSER = 'It leaves the number to a parser that takes more than plain decimal digits.';
const UNICODE = 'Its parser takes the digits of every script: only 0-9 are digits.';

/** The id, what stands behind the token, what is wrong with it, and the likely mistake of a client that takes it. */
const WRONG: readonly (readonly [name: string, end: string, wrong: string, cause: string])[] = [
  ['65', ' 65', 'n_bits is at most 64', LIMIT],
  ['99', ' 99', 'n_bits is at most 64, so 99 is too many', LIMIT],
  ['billion', ' 1000000000', 'n_bits is at most 64, so 1000000000 is too many', LIMIT],
  ['10_to_30', ` 1${'0'.repeat(30)}`, 'n_bits is at most 64, so 10 to the power of 30 is too many', LIMIT],
  [
    'wraps',
    ` ${2 ** 32 + 5}`,
    'n_bits is at most 64, also where 32 bits would hold 5 of it',
    'It keeps only 32 bits of the number.',
  ],
  ['minus', ' -1', 'n_bits is not negative', 'It takes a negative number for no work.'],
  ['minus_zero', ' -0', 'n_bits has no sign, so -0 is none', PARSER],
  ['plus', ' +5', 'n_bits has no sign, so +5 is none', PARSER],
  ['hexadecimal', ' 0x5', 'n_bits is not hexadecimal', PARSER],
  ['exponent', ' 5e0', 'n_bits has no exponent', PARSER],
  ['leading_zero', ' 08', 'n_bits has no leading zero', PARSER],
  ['two_zeros', ' 00', 'n_bits has no leading zero, so 00 is none', PARSER],
  ['fraction', ' 5.0', 'n_bits has no fraction', PARSER],
  ['underscore', ' 0_5', 'n_bits has no underscore', PARSER],
  ['letters_behind', ' 5bits', 'n_bits has no letters behind it', 'Its parser stops at the first letter.'],
  ['not_a_number', ' NaN', 'NaN is no n_bits', PARSER],
  ['empty', ' ', 'An empty n_bits is none', 'It takes an empty text for 0.'],
  ['missing', '', 'WORK needs its n_bits', 'It takes a word that is missing for 0.'],
  ['arabic_digits', ' \u0665', 'Arabic-Indic digits are no n_bits', UNICODE],
  ['full_width_digits', ' \uff15', 'Full-width digits are no n_bits', UNICODE],
  ['space_after', ' 5 ', 'A space after n_bits is one too many', 'It strips the line before it reads it.'],
];

/** Numbers of bits that are none: the client must stop at once, and answer nothing. */
export const N_BITS_CHECKS: readonly ClientCheck[] = WRONG.map(([name, end, wrong, cause]) => ({
  id: `n_bits.${name}`,
  level: 'must',
  section: 'n_bits',
  rule: `${wrong}: stop at once, and answer nothing.`,
  play: async (stage) => {
    const meeting = await stage.meet();
    await playUpTo('work', meeting.peer, stage.random);
    await meeting.peer.say(`WORK ${stage.random.token()}${end}`);
    await stops(stage, meeting, 'work', { answers: cause, ...(cause === LIMIT ? { stays: LIMIT } : {}) });
  },
}));
