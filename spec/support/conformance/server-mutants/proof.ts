import { sha256, zeroBits } from '../server/correct-server.js';
import type { ServerMutant } from '../server/server-mutant.js';

const CONSTANT = 'gkcjcibIFynKssuJnJpSrgvawiVjLjEbdFuYQzuWROTeTaSmqFCAzuwkwLCRgIIq';
const text = (digest: Buffer): string =>
  Array.from(digest, (byte) => byte.toString(2).padStart(8, '0')).join('');

/** Mistakes at WORK. */
export const PROOF_MUTANTS: readonly ServerMutant[] = [
  {
    name: 'accepts_one_bit_less',
    mistake: 'It is off by one bit.',
    caughtBy: ['work.one_bit_short'],
    behaviour: { solves: (token, suffix, nBits) => zeroBits(sha256(token, suffix)) >= nBits - 1 },
  },
  {
    name: 'wants_one_bit_more',
    mistake: 'It is off by one bit, in the other direction.',
    caughtBy: ['work.exact_bits'],
    behaviour: { solves: (token, suffix, nBits) => zeroBits(sha256(token, suffix)) > nBits },
  },
  {
    name: 'wants_exactly_n_bits',
    mistake: 'It refuses a digest with more zero bits than were asked for.',
    caughtBy: ['work.more_bits'],
    behaviour: { solves: (token, suffix, nBits) => zeroBits(sha256(token, suffix)) === nBits },
  },
  {
    name: 'counts_hexadecimal_digits',
    mistake: 'It counts whole hexadecimal digits, and rounds down.',
    caughtBy: ['work.one_bit_short'],
    behaviour: {
      solves: (token, suffix, nBits) =>
        sha256(token, suffix)
          .toString('hex')
          .endsWith('0'.repeat(Math.floor(nBits / 4))),
    },
  },
  {
    name: 'counts_leading_zeros',
    mistake: 'It counts from the beginning of the digest.',
    caughtBy: ['work.leading_zeros'],
    behaviour: {
      solves: (token, suffix, nBits) => text(sha256(token, suffix)).startsWith('0'.repeat(nBits)),
    },
  },
  {
    name: 'hashes_the_suffix_alone',
    mistake: 'It leaves the token out of the digest.',
    caughtBy: ['work.of_suffix_alone'],
    behaviour: { solves: (_, suffix, nBits) => zeroBits(sha256(suffix)) >= nBits },
  },
  {
    name: 'hashes_the_suffix_first',
    mistake: 'It hashes the suffix before the token.',
    caughtBy: ['work.swapped'],
    behaviour: { solves: (token, suffix, nBits) => zeroBits(sha256(suffix, token)) >= nBits },
  },
  {
    name: 'hashes_a_space',
    mistake: 'It hashes a space between token and suffix.',
    caughtBy: ['work.with_space'],
    behaviour: { solves: (token, suffix, nBits) => zeroBits(sha256(`${token} `, suffix)) >= nBits },
  },
  {
    name: 'hashes_the_lf',
    mistake: 'It hashes the LF of the line.',
    caughtBy: ['work.with_lf'],
    behaviour: { solves: (token, suffix, nBits) => zeroBits(sha256(token, `${suffix}\n`)) >= nBits },
  },
  {
    name: 'accepts_any_suffix',
    mistake: 'It does not look at the suffix.',
    caughtBy: ['work.one_bit_short', 'work.replayed'],
    behaviour: { solves: () => true },
  },
  {
    name: 'accepts_an_empty_suffix',
    mistake: 'It lets an empty suffix pass.',
    caughtBy: ['work.empty_suffix'],
    behaviour: {
      solves: (token, suffix, nBits) => suffix === '' || zeroBits(sha256(token, suffix)) >= nBits,
    },
  },
  {
    name: 'names_another_reason',
    mistake: 'The line for a wrong suffix has other words.',
    caughtBy: ['work.one_bit_short'],
    behaviour: { failLine: (reason) => `FAIL ${reason.replace('suffix', 'proof')}` },
  },
  {
    name: 'accepts_what_solved_an_earlier_token',
    mistake: 'It remembers suffixes that were right, and accepts them again.',
    caughtBy: ['work.replayed'],
    behaviour: () => {
      const seen = new Set<string>();
      return {
        solves: (token, suffix, nBits) => {
          const isRight = seen.has(suffix) || zeroBits(sha256(token, suffix)) >= nBits;
          if (isRight) seen.add(suffix);
          return isRight;
        },
      };
    },
  },
  {
    name: 'has_one_token_for_all',
    mistake: 'Its token is a constant.',
    caughtBy: ['work.fresh_tokens', 'work.own_tokens', 'work.replayed', 'work.token_ends'],
    behaviour: { token: () => CONSTANT },
  },
  {
    name: 'draws_tokens_from_few',
    mistake: 'Its tokens come from a counter of eight.',
    caughtBy: ['work.fresh_tokens'],
    behaviour: { token: (_, { number }) => `token-${number % 8}` },
  },
  {
    name: 'forgets_work',
    mistake: 'A client that left in WORK gets new work.',
    caughtBy: ['work.sticky'],
    behaviour: { sticky: false },
  },
  {
    name: 'keeps_a_token_after_a_guess',
    mistake: 'A wrong suffix does not end its token.',
    caughtBy: ['work.token_ends'],
    behaviour: { keepsToken: true },
  },
  {
    name: 'pads_n_bits',
    mistake: 'n_bits has leading zeros.',
    caughtBy: ['work.words', 'hello.answered'],
    behaviour: { workLine: (token, nBits) => `WORK ${token} 0${nBits}` },
  },
  {
    name: 'says_two_spaces',
    mistake: 'Two spaces stand between the words of WORK.',
    caughtBy: ['work.words'],
    behaviour: { workLine: (token, nBits) => `WORK  ${token} ${nBits}` },
  },
  {
    name: 'ends_lines_with_cr_lf',
    mistake: 'Its lines end with CR LF.',
    caughtBy: ['work.words'],
    behaviour: { workLine: (token, nBits) => `WORK ${token} ${nBits}\r` },
  },
  {
    name: 'has_odd_tokens',
    mistake: 'Its tokens are base64, with + and /.',
    caughtBy: ['work.words', 'session.plain'],
    behaviour: { token: () => '+/==' },
  },
  {
    name: 'trims_lines',
    mistake: 'It strips white space from both ends of a line.',
    caughtBy: [
      'work.spaces',
      'work.cr',
      'hello.space_after',
      'hello.space_before',
      'hello.cr_lf',
      'checksums.space_before',
      'checksums.cr',
      'records.spaces',
    ],
    behaviour: { clean: (line) => line.trim() },
    limitSeconds: 6,
  },
  {
    name: 'hashes_latin_1',
    mistake: 'It hashes the bytes of another encoding.',
    caughtBy: ['work.utf8'],
    behaviour: { decode: (bytes) => bytes.toString('latin1') },
  },
  {
    name: 'limits_the_suffix',
    mistake: 'A suffix may have 100 characters.',
    caughtBy: ['work.longest'],
    behaviour: {
      solves: (token, suffix, nBits) => suffix.length <= 100 && zeroBits(sha256(token, suffix)) >= nBits,
    },
  },
];
