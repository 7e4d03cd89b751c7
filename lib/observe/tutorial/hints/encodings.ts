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

const MIN_HEX_DIGITS = 16;
const HEX_FIX = 'Write it as 64 lower-case hex digits.';
const DIGEST_BASE64 = /^[A-Za-z0-9+/_-]{16,}={0,2}$/;

/** Returns all readings of a word; none when it cannot be a digest or a part of one. */
export function readingsOf(word: string): Reading[] {
  const readings = [...hexReadings(word), ...base64Readings(word), ...decimalReadings(word)];
  return readings.filter(({ hex }) => hex.length >= MIN_HEX_DIGITS);
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
  if (digest.length % 4 === 0 && came === Buffer.from(digest).swap32().toString('hex')) {
    return 'with the bytes of each 32-bit word in reverse order';
  }
  return null;
}
