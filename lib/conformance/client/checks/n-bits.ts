import type { ClientCheck } from '../client-check.js';
import { playUpTo, stops } from '../progress.js';

const LIMIT = 'It does not check that n_bits is at most 64, and searches for ever.';
const PARSER = 'It leaves the number to a parser that takes more than plain decimal digits.';
const UNICODE = 'Its parser takes the digits of every script: only 0-9 are digits.';

/** The id, what stands behind the token, what is wrong with it, and the likely mistake of a client that takes it. */
const WRONG: readonly (readonly [name: string, end: string, wrong: string, cause: string])[] = [
  ['65', ' 65', '65 bits, one more than there can be', LIMIT],
  ['99', ' 99', '99 bits, more than there can be', LIMIT],
  ['billion', ' 1000000000', '1000000000 bits', LIMIT],
  ['10_to_30', ` 1${'0'.repeat(30)}`, '10 to the power of 30 bits', LIMIT],
  [
    'wraps',
    ` ${2 ** 32 + 5}`,
    '4294967301 bits, of which 5 fit into 32 bits',
    'It keeps only 32 bits of the number.',
  ],
  ['minus', ' -1', 'A negative n_bits', 'It takes a negative number for no work.'],
  ['minus_zero', ' -0', '-0 for n_bits', PARSER],
  ['plus', ' +5', '+5 for n_bits', PARSER],
  ['hexadecimal', ' 0x5', 'A hexadecimal n_bits', PARSER],
  ['exponent', ' 5e0', 'An n_bits with an exponent', PARSER],
  ['leading_zero', ' 08', 'An n_bits with a leading zero', PARSER],
  ['two_zeros', ' 00', '00 for n_bits', PARSER],
  ['fraction', ' 5.0', 'An n_bits with a fraction', PARSER],
  ['underscore', ' 0_5', 'An n_bits with an underscore', PARSER],
  ['letters_behind', ' 5bits', 'An n_bits with letters behind it', 'Its parser stops at the first letter.'],
  ['not_a_number', ' NaN', 'NaN for n_bits', PARSER],
  ['empty', ' ', 'An empty n_bits', 'It takes an empty text for 0.'],
  ['missing', '', 'A missing n_bits', 'It takes a word that is missing for 0.'],
  ['arabic_digits', ' \u0665', 'An n_bits of Arabic-Indic digits', UNICODE],
  ['full_width_digits', ' \uff15', 'An n_bits of full-width digits', UNICODE],
  ['space_after', ' 5 ', 'A space after n_bits', 'It strips the line before it reads it.'],
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
