import type { HashInput } from './inputs.js';

const UTF8 = 'Hash the UTF-8 bytes.';
const BYTES = 'Hash the bytes themselves.';
const CASE = 'Leave the letter case as it is.';
const AS_IT_IS = 'Hash the characters of the text as they are.';
/** Sizes of buffers that are filled up with NUL bytes. */
const BUFFERS = [64, 80, 100, 128, 200, 256, 512, 1000, 1024, 2048, 4096];

/** Returns a text in wrong encodings, in quotes, in wrong letter case, and in a buffer of a fixed size. */
export function disguises(formula: string, text: string): HashInput[] {
  const utf8 = Buffer.from(text);
  const utf16 = Buffer.from(text, 'utf16le');
  const utf32 = Buffer.from(Array.from(text).join('\0\0\0') + '\0\0\0');
  const row = (name: string, bytes: Uint8Array | string, fix: string): HashInput => ({
    formula: name,
    bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
    fixes: [fix],
  });
  const length = Buffer.alloc(4);
  length.writeUInt32BE(utf8.length);
  return [
    row(`${formula} in UTF-16 (little-endian)`, utf16, UTF8),
    row(`${formula} in UTF-16 (big-endian)`, Buffer.from(utf16).swap16(), UTF8),
    row(`${formula} in UTF-16 with a byte order mark`, Buffer.from(`\ufeff${text}`, 'utf16le'), UTF8),
    row(
      `${formula} in UTF-16 (big-endian) with a byte order mark`,
      Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
      UTF8,
    ),
    row(`a byte order mark + ${formula}`, `\ufeff${text}`, 'Hash no byte order mark.'),
    ...['"', "'"].map((quote) =>
      row(
        `${formula} in ${quote === '"' ? 'double' : 'single'} quotes`,
        quote + text + quote,
        'Hash no quotes.',
      ),
    ),
    row(`b'...' around ${formula}`, `b'${text}'`, BYTES),
    row(`${formula} in lower case`, text.toLowerCase(), CASE),
    row(`${formula} in upper case`, text.toUpperCase(), CASE),
    row(`the hex digits of ${formula}`, utf8.toString('hex'), AS_IT_IS),
    row(`the upper-case hex digits of ${formula}`, utf8.toString('hex').toUpperCase(), AS_IT_IS),
    row(`the base64 of ${formula}`, utf8.toString('base64'), AS_IT_IS),
    row(`${formula} in UTF-32 (little-endian)`, utf32, UTF8),
    row(`${formula} backwards`, Buffer.from(utf8).reverse(), AS_IT_IS),
    row(`the bytes that ${formula} is the base64 of`, Buffer.from(text, 'base64'), AS_IT_IS),
    row(
      `the length of ${formula} as one byte + ${formula}`,
      prefixed(length.subarray(3), utf8),
      'Hash no length.',
    ),
    row(
      `the length of ${formula} as two bytes + ${formula}`,
      prefixed(length.subarray(2), utf8),
      'Hash no length.',
    ),
    row(`the length of ${formula} as four bytes + ${formula}`, prefixed(length, utf8), 'Hash no length.'),
    row(
      `the length of ${formula} as four bytes (little-endian) + ${formula}`,
      prefixed(Buffer.from(length).reverse(), utf8),
      'Hash no length.',
    ),
    ...BUFFERS.filter((size) => size > utf8.length).map((size) =>
      row(
        `${formula}, filled up with NUL bytes to ${size}`,
        Buffer.concat([utf8, Buffer.alloc(size - utf8.length)]),
        'Hash only the bytes of the text, not its whole buffer.',
      ),
    ),
    ...[64, 32, 128]
      .filter((size) => size < utf8.length)
      .map((size) => row(`the first ${size} bytes of ${formula}`, utf8.subarray(0, size), 'Hash all of it.')),
    row(`${formula} without its last character`, text.slice(0, -1), 'Hash all of it.'),
    row(`${formula} without its first character`, text.slice(1), 'Hash all of it.'),
  ];
}

function prefixed(prefix: Buffer, bytes: Buffer): Buffer {
  return Buffer.concat([prefix, bytes]);
}
