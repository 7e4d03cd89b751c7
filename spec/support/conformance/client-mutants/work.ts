import { WRONG_READINGS } from '../../../../lib/conformance/client/wrong-readings.js';
import type { ClientMutant } from '../client-mutant.js';
import { CORRECT } from '../correct-client.js';

/** Mistakes in the proof of work. */
export const WORK_MUTANTS: readonly ClientMutant[] = [
  {
    name: 'zero_bits_never',
    mistake:
      'It takes no digest for 0 bits, as the last 0 characters of a text are the whole text in its language.',
    caughtBy: ['work.zero_bits'],
    behaviour: { fits: (digest, nBits) => nBits > 0 && CORRECT.fits(digest, nBits) },
    limitSeconds: 1.5,
  },
  {
    name: 'zero_bits_refused',
    mistake: 'It refuses n_bits 0.',
    caughtBy: ['work.zero_bits'],
    behaviour: { nBits: (word) => (word === '0' ? null : CORRECT.nBits(word)) },
  },
  {
    name: 'leading_zeros',
    mistake: 'It counts zero bits at the front of the digest.',
    caughtBy: ['work.trailing_zeros', 'work.odd_bits', 'work.whole_byte'],
    behaviour: { fits: WRONG_READINGS.leadingZeros },
  },
  {
    name: 'little_endian',
    mistake: 'It reads the digest as a little-endian number.',
    caughtBy: ['work.big_endian', 'work.odd_bits'],
    behaviour: { fits: WRONG_READINGS.littleEndian },
  },
  {
    name: 'high_bits_of_last_byte',
    mistake: 'It counts the bits of the last byte from its high end.',
    caughtBy: ['work.low_bits_first', 'work.odd_bits'],
    behaviour: { fits: WRONG_READINGS.highBitsOfLastByte },
  },
  {
    name: 'whole_digits',
    mistake: 'It counts whole hex digits, rounded down.',
    caughtBy: ['work.bits_not_whole_digits', 'work.one_to_four'],
    behaviour: { fits: WRONG_READINGS.wholeDigits },
  },
  {
    name: 'whole_digits_at_random',
    mistake: 'It counts whole hex digits, and does not count up.',
    caughtBy: ['work.bits_not_whole_digits'],
    behaviour: { fits: WRONG_READINGS.wholeDigits, candidate: (nth) => `${nth}-${Math.random()}` },
  },
  {
    name: 'whole_bytes',
    mistake: 'It counts whole bytes, rounded down.',
    caughtBy: ['work.bits_not_whole_bytes', 'work.odd_bits', 'work.one_to_four'],
    behaviour: { fits: WRONG_READINGS.wholeBytes },
  },
  {
    name: 'multiples_of_8_missed',
    mistake: 'It looks at the bits of the last, broken byte alone.',
    caughtBy: ['work.whole_byte', 'work.twelve_bits'],
    behaviour: { fits: (digest, nBits) => CORRECT.fits(digest, nBits % 8) },
  },
  {
    name: 'digits',
    mistake: 'It takes n_bits for a number of hex digits.',
    caughtBy: ['work.bits_not_digits'],
    behaviour: { fits: (digest, nBits) => digest.toString('hex').endsWith('0'.repeat(nBits)) },
    limitSeconds: 1.5,
  },
  {
    name: 'one_byte_at_most',
    mistake: 'It refuses more than 8 bits.',
    caughtBy: ['work.twelve_bits', 'work.odd_bits', 'work.bits_not_digits'],
    behaviour: {
      nBits: (word) => {
        const nBits = CORRECT.nBits(word);
        return nBits !== null && nBits > 8 ? null : nBits;
      },
    },
  },
  {
    name: 'off_by_one',
    mistake: 'It sends the number behind the one that it has found.',
    caughtBy: ['work.whole_byte', 'work.twelve_bits', 'work.token_lengths', 'work.trailing_zeros'],
    behaviour: { solve: async (...all) => String(Number(await CORRECT.solve(...all)) + 1) },
  },
  {
    name: 'suffix_alone',
    mistake: 'It hashes the suffix without the token.',
    caughtBy: ['work.twelve_bits'],
    behaviour: { solve: (_token, ...rest) => CORRECT.solve('', ...rest) },
  },
  {
    name: 'token_cut',
    mistake: 'It keeps 100 characters of a token.',
    caughtBy: ['work.token_lengths'],
    behaviour: { solve: (token, ...rest) => CORRECT.solve(token.slice(0, 100), ...rest) },
  },
  {
    name: 'suffix_not_utf8',
    mistake: 'It sends bytes that are not UTF-8 as a suffix.',
    caughtBy: ['work.zero_bits'],
    behaviour: { solve: () => Promise.resolve(Buffer.of(0xff)) },
  },
  {
    name: 'gives_up',
    mistake: 'It gives up at once where the work is hard.',
    caughtBy: ['work.unsolvable'],
    behaviour: {
      solve: (token, nBits, ...rest) =>
        nBits > 40 ? Promise.reject(new Error('That is too hard.')) : CORRECT.solve(token, nBits, ...rest),
    },
  },
  {
    name: 'guesses',
    mistake: 'It sends what it has when the work is hard.',
    caughtBy: ['work.unsolvable'],
    behaviour: {
      solve: (token, nBits, ...rest) =>
        nBits > 40 ? Promise.resolve('0') : CORRECT.solve(token, nBits, ...rest),
    },
  },
  {
    name: 'deaf_while_solving',
    mistake: 'It does not see that the server leaves while it solves.',
    caughtBy: ['work.unsolvable'],
    behaviour: { watchesWhileSolving: false },
    limitSeconds: 8,
  },
];
