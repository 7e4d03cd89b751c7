import { sha256, trailingZeros } from '../engine/digests.js';
import { WRONG_READINGS } from './wrong-readings.js';

/** A mistake, and the test that shows it. */
type Sign = readonly [shows: boolean, cause: string];

/** With fewer bits, a mistake that was not made would be seen too often by chance. */
const CERTAIN_BITS = 8;
const DIGIT_BITS = 4;

/** Says which mistake a wrong suffix shows; undefined where that is not clear. */
export function causeOfSuffix(token: string, suffix: Buffer, nBits: number): string | undefined {
  const text = suffix.toString('latin1');
  if (text.endsWith('\r')) return 'It ends its lines with CR LF: the CR is part of the suffix.';
  const digest = sha256(token, suffix);
  // Only where 3 bits are missing: fewer are there by chance too often.
  const wholeDigits = nBits - (nBits % DIGIT_BITS);
  if (nBits > DIGIT_BITS && nBits - wholeDigits === DIGIT_BITS - 1 && trailingZeros(digest) >= wholeDigits)
    return 'It may count whole hex digits: n_bits is a number of bits.';
  if (nBits < CERTAIN_BITS) return undefined;
  const solves = (first: string | Buffer, second: string | Buffer = ''): boolean =>
    trailingZeros(sha256(first, second)) >= nBits;
  const { leadingZeros, littleEndian, highBitsOfLastByte } = WRONG_READINGS;
  const isBoth = leadingZeros(digest, nBits) && littleEndian(digest, nBits);
  const signs: readonly Sign[] = [
    [isBoth, 'It looks for the zero bits in the first bytes of the digest: they have to be in the last.'],
    [leadingZeros(digest, nBits), 'It counts zero bits at the front of the digest.'],
    [littleEndian(digest, nBits), 'It reads the digest as a little-endian number.'],
    [highBitsOfLastByte(digest, nBits), 'It counts the bits of the last byte from its high end.'],
    [solves(token, `${text}\n`), 'It hashes an LF behind the suffix.'],
    [solves(token, ` ${text}`), 'It hashes a space between token and suffix.'],
    [solves(suffix, token), 'It hashes the suffix before the token.'],
    [solves(suffix), 'It hashes the suffix without the token.'],
    [solves(token, String(Number(text) - 1)), 'It sends the number behind the one that it found.'],
  ];
  return signs.find(([shows]) => shows)?.[1];
}

/** Says why an answer does not begin with the right checksum; undefined where that is not clear. */
export function causeOfAnswer(line: Buffer, token: string, randomString: string): string | undefined {
  const text = line.toString('latin1');
  const right = sha256(token, randomString).toString('hex');
  const begins = (first: string, second: string): boolean =>
    text.startsWith(sha256(first, second).toString('hex'));
  const signs: readonly Sign[] = [
    [text.startsWith(right), 'One space has to come between checksum and value.'],
    [text.toLowerCase().startsWith(right), 'The checksum is in lower case.'],
    [text.trimStart().startsWith(right), 'The line begins with the checksum, without a space before it.'],
    [text.includes(right), 'The line begins with the checksum, with nothing before it.'],
    [begins(token, ` ${randomString}`), 'It hashes a space between token and random string.'],
    [begins(token, `${randomString}\n`), 'It hashes the LF of the line.'],
    [begins(randomString, token), 'It hashes the random string before the token.'],
    [begins(randomString, ''), 'It hashes the random string without the token.'],
    [begins(token, ''), 'It hashes the token without the random string.'],
    [
      text.startsWith(sha256(token, randomString).toString('base64')),
      'The checksum is in hex, not in Base64.',
    ],
  ];
  return signs.find(([shows]) => shows)?.[1];
}
