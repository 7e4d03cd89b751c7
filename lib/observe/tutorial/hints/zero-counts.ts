import { trailingZeroBits } from '../../../protocol/digests.js';

/** A rule by which a client may have decided that a digest ends in enough zeros. */
export interface ZeroCount {
  readonly measure: (digest: Buffer) => number;
  /** Returns how many zero bits the rule asks for; null when it is the same as another rule for that n_bits. */
  readonly needed: (nBits: number) => number | null;
  /** Returns a number of zeros that a search by this rule almost never reaches; no bound when not given. */
  readonly below?: (nBits: number) => number;
  /** Returns how many bits of evidence a fit is; those that it asks for, when not given. */
  readonly evidence?: (nBits: number) => number;
  /** The end of a sentence that begins with "Your suffix". */
  readonly found: string;
  readonly fix: string;
  /** The number of mistakes in the rule. */
  readonly mistakes: number;
}

const LAST_FIX = "Count zero bits from the end: the lowest bit of the digest's last byte is the last.";
const same = (nBits: number): number => nBits;
const upTo =
  (most: number) =>
  (nBits: number): number | null =>
    nBits <= most ? nBits : null;
/** The places where a run of zeros can begin in a digest, as a power of two. */
const PLACES_BITS = 7;
const rounded = (unit: number) => (nBits: number) => (nBits % unit === 0 ? null : nBits - (nBits % unit));
const eighthInDigits = (nBits: number): number | null => zeroBitsInDigits(nBits);

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
    // When only whole hex digits count gives the same, that is more likely.
    needed: (nBits) => (nBits % 4 === 1 ? null : nBits - 1),
    found: 'gives a digest that ends in one zero bit too few',
    fix: 'Accept a digest only when it ends in n_bits zero bits or more.',
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
  ...[4, 8, 16].map((bytes) => ({
    measure: (digest: Buffer) => trailingZeroBits(digest.subarray(0, bytes)),
    needed: upTo(8 * bytes),
    found: `gives a digest whose first ${8 * bytes} bits end in enough zero bits`,
    fix: LAST_FIX,
    mistakes: 1,
  })),
  {
    measure: (digest) => trailingZeroBits(inverted(digest)),
    needed: same,
    found: 'gives a digest that ends in enough one bits, instead of zero bits',
    fix: 'Count zero bits.',
    mistakes: 1,
  },
  {
    measure: (digest) => leadingZeroBits(inverted(digest)),
    needed: same,
    found: 'gives a digest that begins with enough one bits, instead of ending in zero bits',
    fix: LAST_FIX,
    mistakes: 1,
  },
  {
    measure: longestZeroRun,
    needed: same,
    evidence: (nBits) => nBits - PLACES_BITS,
    found: 'gives a digest with enough zero bits in a row, but not at its end',
    fix: 'Look at the end of the digest alone.',
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
    needed: rounded(8),
    found: 'gives a digest that begins with enough zero bytes, when n_bits is rounded down to whole bytes',
    fix: `${LAST_FIX} Count every bit, not only whole bytes.`,
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

/** Returns the zero bits of n_bits / 8 hex digits; null when they are too few to tell anything. */
export function zeroBitsInDigits(nBits: number): number | null {
  return nBits < 16 ? null : 4 * Math.floor(nBits / 8);
}

export function leadingZeroBits(digest: Buffer): number {
  const first = digest.findIndex((byte) => byte !== 0);
  return first === -1 ? 8 * digest.length : 8 * first + Math.clz32((digest[first] ?? 0) << 24);
}

function inverted(digest: Buffer): Buffer {
  return Buffer.from(digest.map((byte) => ~byte));
}

function longestZeroRun(digest: Buffer): number {
  // A run of 15 zero bits or more holds a zero byte.
  if (!digest.includes(0)) return 0;
  const bits = Array.from(digest, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return Math.max(...(bits.match(/0+/g) ?? ['']).map((run) => run.length));
}

function zeroBytesAtEnd(digest: Buffer): number {
  return Math.floor(trailingZeroBits(digest) / 8);
}

function inWords(digest: Buffer, bytes: number): Buffer {
  const words = Buffer.from(digest);
  if (words.length % bytes !== 0) return words;
  return bytes === 4 ? words.swap32() : words.swap64();
}
