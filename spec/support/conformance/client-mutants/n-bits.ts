import type { ClientMutant } from '../client-mutant.js';

/** NaN is refused. */
const orNull = (number: number): number | null => (Number.isNaN(number) ? null : number);

const ZEROS = [0x30, 0x660, 0xff10];

/** The value of a digit of some script. */
function digit(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code - (ZEROS.findLast((zero) => zero <= code) ?? 0);
}

/** Mistakes in reading n_bits. */
export const N_BITS_MUTANTS: readonly ClientMutant[] = [
  {
    name: 'no_upper_bound',
    mistake: 'It searches for as many bits as it is told, for ever.',
    caughtBy: ['n_bits.65', 'n_bits.99', 'n_bits.billion', 'n_bits.10_to_30'],
    behaviour: { nBits: (word) => (/^(0|[1-9][0-9]*)$/.test(word) ? Math.min(Number(word), 1000) : null) },
    limitSeconds: 1.5,
  },
  {
    name: 'parse_int',
    mistake: 'It reads n_bits with parseInt.',
    caughtBy: [
      ...['n_bits.minus_zero', 'n_bits.plus', 'n_bits.leading_zero', 'n_bits.two_zeros', 'n_bits.fraction'],
      ...['n_bits.exponent', 'n_bits.underscore', 'n_bits.letters_behind'],
    ],
    behaviour: { nBits: (word) => orNull(Number.parseInt(word, 10)) },
  },
  {
    name: 'number_constructor',
    mistake: 'It reads n_bits with Number.',
    caughtBy: [
      ...['n_bits.plus', 'n_bits.hexadecimal', 'n_bits.exponent', 'n_bits.leading_zero', 'n_bits.fraction'],
      ...['n_bits.empty', 'n_bits.missing'],
    ],
    behaviour: { nBits: (word) => orNull(Number(word)) },
  },
  {
    name: 'not_a_number_is_zero',
    mistake: 'It takes for 0 what is no number.',
    caughtBy: ['n_bits.not_a_number', 'n_bits.letters_behind'],
    behaviour: { nBits: (word) => Number(word) || 0 },
  },
  {
    name: 'negative_is_zero',
    mistake: 'It has nothing to do for a negative number of bits.',
    caughtBy: ['n_bits.minus'],
    behaviour: { nBits: (word) => (/^-?[0-9]{1,2}$/.test(word) ? Math.max(0, Number(word)) : null) },
  },
  {
    name: 'keeps_32_bits',
    mistake: 'It keeps the lower 32 bits of n_bits.',
    caughtBy: ['n_bits.wraps'],
    behaviour: { nBits: (word) => (/^[0-9]+$/.test(word) ? Number(word) | 0 : null) },
  },
  {
    name: 'digits_of_any_script',
    mistake: 'It takes the digits of any script, as int() of Python does.',
    caughtBy: ['n_bits.arabic_digits', 'n_bits.full_width_digits', 'n_bits.leading_zero'],
    behaviour: {
      nBits: (word) =>
        /^\p{Nd}{1,2}$/u.test(word)
          ? Array.from(word).reduce((sum, each) => sum * 10 + digit(each), 0)
          : null,
    },
  },
  {
    name: 'strips_the_end',
    mistake: 'It strips white space at the end of a line.',
    caughtBy: ['n_bits.space_after'],
    behaviour: { clean: (text) => text.trimEnd() },
  },
];
