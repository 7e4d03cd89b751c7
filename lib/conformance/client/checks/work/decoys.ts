import type { ClientCheck } from '../../client-check.js';
import { solves } from '../../rounds.js';
import { decoy, WRONG_READINGS, type Reading } from '../../wrong-readings.js';

/** An amount of work, and how often it is given: a client that misreads the rule is right by chance each time. */
interface Dose {
  readonly nBits: number;
  readonly times: number;
}

/**
 * Work that shows a misreading of the rule: for certain where the client counts up, and with less than 1 chance in 4096 that it stays
 * unseen where the client picks its suffixes in another way.
 */
export const DECOYS: readonly ClientCheck[] = [
  misreading(
    'trailing_zeros',
    'The zero bits are at the end of the digest, not at its front.',
    WRONG_READINGS.leadingZeros,
    {
      nBits: 8,
      times: 2,
    },
  ),
  misreading(
    'big_endian',
    'The digest is read as a big-endian number, not as a little-endian one.',
    WRONG_READINGS.littleEndian,
    {
      nBits: 7,
      times: 2,
    },
  ),
  // The last byte is below 16: 1 in 16 of those is 0. With 8 bits both readings are the same.
  misreading(
    'low_bits_first',
    'The zero bits of the last byte are its low bits, not its high ones.',
    WRONG_READINGS.highBitsOfLastByte,
    {
      nBits: 4,
      times: 4,
    },
  ),
  // The last 4 bits are zero, and the other 3 by chance: 1 in 8 each time.
  misreading('bits_not_whole_digits', 'Bits are counted, not whole hex digits.', WRONG_READINGS.wholeDigits, {
    nBits: 7,
    times: 5,
  }),
  misreading('bits_not_whole_bytes', 'Bits are counted, not whole bytes.', WRONG_READINGS.wholeBytes, {
    nBits: 7,
    times: 2,
  }),
  {
    id: 'work.bits_not_digits',
    level: 'must',
    section: 'work',
    rule: 'n_bits counts bits: not hex digits, and not bytes.',
    timeFactor: 2,
    // Ten digits are so much work that no client ends it in time.
    play: (stage) => solves(stage, [{ token: stage.random.token(), nBits: 10 }]),
  },
];

function misreading(name: string, rule: string, reading: Reading, { nBits, times }: Dose): ClientCheck {
  return {
    id: `work.${name}`,
    level: 'must',
    section: 'work',
    rule,
    timeFactor: 2,
    play: (stage) =>
      solves(
        stage,
        Array.from({ length: times }, () => ({ token: decoy(stage.random, nBits, reading), nBits })),
      ),
  };
}
