/** An encoding of a digest other than lower-case hex, which the protocol asks for. */
export interface Encoding {
  /** The name, as it precedes the name of the hash function: `upper-case hex`. */
  readonly name: string;
  readonly fix: string;
}

/** The hex digits that a word may stand for, and its encoding. The encoding is null for lower-case hex. */
export interface Reading {
  readonly hex: string;
  readonly encoding: Encoding | null;
}

/** Fewer digits than this are compared with the most likely digests alone. */
export const MIN_HEX_DIGITS = 16;
/** Fewer digits than this are a chance fit. */
const MIN_SHORT_DIGITS = 7;
/** What to do instead of any other encoding. */
export const HEX_FIX = 'Write it as 64 lower-case hex digits.';
const DIGEST_BASE64 = /^[A-Za-z0-9+/_-]{16,}={0,2}$/;

/** Returns all readings of a word; none when it cannot be a digest or a part of one. */
export function readingsOf(word: string): Reading[] {
  const readings = [
    ...hexReadings(word),
    ...base64Readings(word),
    ...decimalReadings(word),
    ...letterReadings(word),
  ];
  return readings.filter(({ hex }) => hex.length >= MIN_HEX_DIGITS);
}

/** Returns a word as a few hex digits: CRC-32, or the beginning of a digest. */
export function shortReadingsOf(word: string): Reading[] {
  const hex = word.replace(/^0x/i, '').toLowerCase();
  const few = /^[0-9a-f]+$/.test(hex) && hex.length >= MIN_SHORT_DIGITS && hex.length < MIN_HEX_DIGITS;
  const number = /^[0-9]{7,19}$/.test(word) ? BigInt(word).toString(16) : '';
  return [
    ...(few ? [{ hex, encoding: null }] : []),
    ...(number.length >= MIN_SHORT_DIGITS
      ? [{ hex: number, encoding: { name: 'decimal', fix: HEX_FIX } }]
      : []),
  ];
}

function hexReadings(word: string): Reading[] {
  const bare = word.replace(/^(?:0x|\\x)/i, '').replace(/[:-]|\\x/g, '');
  if (!/^[0-9a-f]+$/i.test(bare)) return [];
  const hex = bare.toLowerCase();
  const names = [
    ...(bare === hex ? [] : [bare === bare.toUpperCase() ? 'upper-case' : 'mixed-case']),
    ...(word.length === bare.length ? [] : [/^0x/i.test(word) ? '0x-prefixed' : 'separated']),
  ];
  const encoding = names.length === 0 ? null : { name: `${names.join(', ')} hex`, fix: HEX_FIX };
  return [{ hex, encoding }, ...hexTwice(hex)];
}

function hexTwice(hex: string): Reading[] {
  const text = Buffer.from(hex, 'hex').toString('latin1');
  return /^[0-9a-f]{16,}$/i.test(text)
    ? [{ hex: text.toLowerCase(), encoding: { name: 'hex of the hex', fix: HEX_FIX } }]
    : [];
}

function base64Readings(word: string): Reading[] {
  if (!DIGEST_BASE64.test(word)) return [];
  const name = /[-_]/.test(word) ? 'base64url' : 'base64';
  // Node decodes both alphabets, with or without padding.
  const bytes = Buffer.from(word, 'base64');
  const text = bytes.toString('latin1');
  return [
    { hex: bytes.toString('hex'), encoding: { name, fix: HEX_FIX } },
    ...(/^[0-9a-f]+$/i.test(text)
      ? [{ hex: text.toLowerCase(), encoding: { name: `${name} of the hex`, fix: HEX_FIX } }]
      : []),
  ];
}

function decimalReadings(word: string): Reading[] {
  return /^[0-9]{20,155}$/.test(word)
    ? [{ hex: BigInt(word).toString(16), encoding: { name: 'decimal', fix: HEX_FIX } }]
    : [];
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BASE32_HEX = '0123456789ABCDEFGHIJKLMNOPQRSTUV';
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BASE36 = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Other alphabets: base32, base58 and base 36. */
function letterReadings(word: string): Reading[] {
  const bare = word.replace(/=+$/, '');
  if (!/^[A-Za-z0-9]{20,120}$/.test(bare)) return [];
  return [
    ...grouped(bare.toUpperCase(), BASE32, 'base32'),
    ...grouped(bare.toUpperCase(), BASE32_HEX, 'base32hex'),
    ...numeral(bare, BASE58, 'base58'),
    ...numeral(bare.toLowerCase(), BASE36, 'base 36'),
  ];
}

/** Five bits a letter, from the left. */
function grouped(text: string, alphabet: string, name: string): Reading[] {
  const values = Array.from(text, (char) => alphabet.indexOf(char));
  if (values.includes(-1)) return [];
  const bits = values.map((value) => value.toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/[01]{8}/g) ?? [];
  const hex = bytes.map((byte) => Number.parseInt(byte, 2).toString(16).padStart(2, '0')).join('');
  return [{ hex, encoding: { name, fix: HEX_FIX } }];
}

/** One large number. */
function numeral(text: string, alphabet: string, name: string): Reading[] {
  let number = 0n;
  for (const char of text) {
    const value = alphabet.indexOf(char);
    if (value === -1) return [];
    number = number * BigInt(alphabet.length) + BigInt(value);
  }
  return [{ hex: number.toString(16), encoding: { name, fix: HEX_FIX } }];
}

/** Describes how the received hex digits differ from a digest: '' when they are equal, null when they are unrelated. */
export function flawOf(came: string, digest: Buffer): string | null {
  const hex = digest.toString('hex');
  if (came === hex) return '';
  if (hex.startsWith(came)) return `only the first ${came.length} hex digits of it`;
  if (came === hex.replace(/^0+/, '')) return 'with its leading zeros left out';
  if (hex.endsWith(came)) return `only the last ${came.length} hex digits of it`;
  if (came.startsWith(hex)) return `with ${came.length - hex.length} more digits after it`;
  if (came.endsWith(hex)) return `with ${came.length - hex.length} more digits before it`;
  if (came === Buffer.from(digest).reverse().toString('hex')) return 'with its bytes in reverse order';
  if (came === Array.from(hex).reverse().join('')) return 'with its digits in reverse order';
  if (came === [...digest].map((byte) => byte.toString(16)).join('')) {
    return 'with one digit instead of two for bytes below 16';
  }
  if (came === hex.replace(/(.)(.)/g, '$2$1')) return 'with the two digits of each byte exchanged';
  if (came.length >= 32 && hex.includes(came)) return `only ${came.length} hex digits from its middle`;
  if (came.length === hex.length + 64 && came === hex + hex) return 'twice';
  if (digest.length % 8 === 0 && came === Buffer.from(digest).swap64().toString('hex')) {
    return 'with the bytes of each 64-bit word in reverse order';
  }
  if (digest.length % 2 === 0 && came === Buffer.from(digest).swap16().toString('hex')) {
    return 'with the two bytes of each 16-bit word exchanged';
  }
  if (digest.length % 4 === 0 && came === hex.replace(/(.{8})/g, (word) => word.replace(/^0+(?=.)/, ''))) {
    return 'with the leading zeros of each 32-bit word left out';
  }
  if (
    came === Array.from(digest, signedHex).join('') ||
    came === Array.from(digest, signedHexUnpadded).join('')
  ) {
    return 'with ffffff before bytes above 7f, which were taken for negative numbers';
  }
  if (digest.length % 4 === 0 && came === Buffer.from(digest).swap32().toString('hex')) {
    return 'with the bytes of each 32-bit word in reverse order';
  }
  return null;
}

/** C and Java widen a signed byte with its sign. */
function signedHex(byte: number): string {
  return `${byte > 0x7f ? 'ffffff' : ''}${byte.toString(16).padStart(2, '0')}`;
}

function signedHexUnpadded(byte: number): string {
  return `${byte > 0x7f ? 'ffffff' : ''}${byte.toString(16)}`;
}
