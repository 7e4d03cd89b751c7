import { trailingZeroBits } from '../../../protocol/digests.js';

/** A rule by which a client may have decided that a digest ends in enough zeros. */
export interface ZeroCount {
  readonly measure: (digest: Buffer) => number;
  /** Returns how many zero bits the rule asks for; null when it is the same as another rule for that n_bits. */
  readonly needed: (nBits: number) => number | null;
  /** Returns a number of zeros that a search by this rule almost never reaches; no bound when not given. */
  readonly below?: (nBits: number) => number;
  /** The end of a sentence that begins with "Your suffix". */
  readonly found: string;
  readonly fix: string;
  /** The number of mistakes in the rule. */
  readonly mistakes: number;
}

const LAST_FIX = "Count zero bits from the end: the lowest bit of the digest's last byte is the last.";
const same = (nBits: number): number => nBits;
const rounded = (unit: number) => (nBits: number) => (nBits % unit === 0 ? null : nBits - (nBits % unit));
const eighthInDigits = (nBits: number): number | null => (nBits < 16 ? null : 4 * Math.floor(nBits / 8));

/** The right rule first, then the others, most likely first. */
export const ZERO_COUNTS: readonly ZeroCount[] = [
  { measure: trailingZeroBits, needed: same, found: '', fix: '', mistakes: 0 },
  {
    measure: leadingZeroBits,
    needed: same,
    found: 'gives a digest that begins with enough zero bits, instead of ending in them',
    fix: LAST_FIX,
    mistakes: 1,
  },
  {
    measure: trailingZeroBits,
    needed: rounded(4),
    found: 'gives a digest that ends in enough zero hex digits when n_bits is rounded down to whole digits',
    fix: 'Count the remaining bits too, not only whole hex digits (4 bits each).',
    mistakes: 1,
  },
  {
    measure: trailingZeroBits,
    needed: rounded(8),
    found: 'gives a digest that ends in enough zero bytes when n_bits is rounded down to whole bytes',
    fix: 'Count the remaining bits too, not only whole bytes.',
    mistakes: 1,
  },
  {
    measure: (digest) =>
      8 * zeroBytesAtEnd(digest) + Math.clz32((digest.at(-1 - zeroBytesAtEnd(digest)) ?? 0) << 24),
    needed: same,
    found: "gives a digest with enough zero bits when the last byte's bits are counted from the top",
    fix: LAST_FIX,
    mistakes: 1,
  },
  {
    measure: (digest) => trailingZeroBits(Buffer.from(digest).reverse()),
    needed: same,
    found: 'gives a digest that ends in enough zero bits when it is read as a little-endian number',
    fix: 'Read the digest big-endian: its last byte holds its last bits.',
    mistakes: 1,
  },
  ...[4, 8].map((bytes) => ({
    measure: (digest: Buffer) => trailingZeroBits(inWords(digest, bytes)),
    needed: same,
    found: `gives a digest that ends in enough zero bits when its last ${8 * bytes}-bit word is read as little-endian`,
    fix: 'Read the digest big-endian: its last byte holds its last bits.',
    mistakes: 1,
  })),
  {
    measure: trailingZeroBits,
    needed: (nBits) => nBits - 1,
    found: 'gives a digest that ends in one zero bit too few',
    fix: 'Accept a digest only when it ends in n_bits zero bits or more.',
    mistakes: 1,
  },
  {
    measure: trailingZeroBits,
    needed: eighthInDigits,
    below: (nBits) => (eighthInDigits(nBits) ?? 0) + 4,
    found: 'gives a digest that ends in n_bits / 8 zero hex digits',
    fix: 'n_bits counts bits: a hex digit holds 4 of them, a byte 8.',
    mistakes: 1,
  },
  {
    measure: leadingZeroBits,
    needed: rounded(4),
    found:
      'gives a digest that begins with enough zero hex digits, when n_bits is rounded down to whole digits',
    fix: `${LAST_FIX} Count every bit, not only whole hex digits.`,
    mistakes: 2,
  },
  {
    measure: leadingZeroBits,
    needed: eighthInDigits,
    below: (nBits) => (eighthInDigits(nBits) ?? 0) + 4,
    found: 'gives a digest that begins with n_bits / 8 zero hex digits',
    fix: `${LAST_FIX} A hex digit holds 4 bits.`,
    mistakes: 2,
  },
];

function leadingZeroBits(digest: Buffer): number {
  const first = digest.findIndex((byte) => byte !== 0);
  return first === -1 ? 8 * digest.length : 8 * first + Math.clz32((digest[first] ?? 0) << 24);
}

function zeroBytesAtEnd(digest: Buffer): number {
  return Math.floor(trailingZeroBits(digest) / 8);
}

function inWords(digest: Buffer, bytes: number): Buffer {
  const words = Buffer.from(digest);
  if (words.length % bytes !== 0) return words;
  return bytes === 4 ? words.swap32() : words.swap64();
}
