import { HEX_FIX, type Encoding, type Reading } from './encodings.js';

/** The lengths of digests, in bytes. Bytes that something follows directly are read at each of them. */
const DIGEST_BYTES = [32, 20, 16, 64, 48, 28];
const MIN_BYTES = 8;
const RAW_FIX =
  'Write the digest as 64 lower-case hex digits: hexdigest, toString("hex"), %02x for each byte.';

/** Returns what a line may hold that is a digest as a list of bytes, as escapes, as bits, or as raw bytes. */
export function spelledDigests(line: string): Reading[] {
  return [...byteLists(line), ...wordLists(line), ...escaped(line), ...bitGroups(line), ...asLatin1(line)];
}

/** Returns the readings of bytes that begin with a raw digest. */
export function rawReadings(bytes: Buffer, name: string): Reading[] {
  return DIGEST_BYTES.filter((length) => length <= bytes.length).map((length) => ({
    hex: bytes.subarray(0, length).toString('hex'),
    encoding: { name, fix: RAW_FIX },
  }));
}

/** Lists of bytes, with the base of their numbers. */
const LISTS: readonly (readonly [pattern: RegExp, item: RegExp, base: number, name: string])[] = [
  [/(?:\b0x[0-9a-f]{1,2}\b[^\w]*){8,}/gi, /0x[0-9a-f]{1,2}/gi, 16, 'list of hex bytes (0x..)'],
  [/(?:0x[0-9a-f]{2}){8,}/gi, /0x[0-9a-f]{2}/gi, 16, 'list of hex bytes (0x..)'],
  [/(?:\b[0-9a-f]{2}[^\w\\%]{1,3}){7,}[0-9a-f]{2}\b/gi, /[0-9a-f]{2}/gi, 16, 'separated hex'],
  [
    /(?:\b[0-9a-f]{1,2}[ :,;_.-]+){7,}[0-9a-f]{1,2}\b/gi,
    /[0-9a-f]{1,2}/gi,
    16,
    'separated hex, one digit for bytes below 16,',
  ],
  [/(?:-?\b\d{1,3}\b[^\w\\-]{1,3}){7,}-?\d{1,3}\b/g, /-?\d{1,3}/g, 10, 'list of decimal bytes'],
  [
    /(?:\(byte\) ?(?:0x)?-?[0-9a-f]{1,3}[, ]*){8,}/gi,
    /-?(?:0x)?[0-9a-f]{1,3}(?![a-z)])/gi,
    16,
    'list of hex bytes',
  ],
  [/(?:\\[0-3][0-7]{2}){8,}/g, /[0-3][0-7]{2}/g, 8, 'list of octal bytes'],
  [/(?:%[0-9a-f]{2}){8,}/gi, /[0-9a-f]{2}/gi, 16, 'percent-encoded bytes of the'],
];

function byteLists(line: string): Reading[] {
  const texts = LISTS.flatMap(([pattern, item, base, name]) =>
    (line.match(pattern) ?? []).map((list) => ({
      numbers: (list.match(item) ?? []).map((text) => parse(text, base)),
      name,
    })),
  );
  const numbers = jsonNumbers(line);
  const lists = numbers.length === 0 ? texts : [...texts, { numbers, name: 'JSON list of bytes' }];
  return lists.flatMap(({ numbers: bytes, name }) => {
    if (bytes.length < MIN_BYTES || !bytes.every((byte) => byte >= -128 && byte <= 255)) return [];
    const signed = bytes.some((byte) => byte < 0) ? 'list of signed bytes' : name;
    return [reading(Buffer.from(bytes.map((byte) => byte & 0xff)).toString('hex'), signed)];
  });
}

function parse(text: string, base: number): number {
  return Number.parseInt(text.replace(/^0x/i, ''), base);
}

/** The numbers of an object or a list in JSON: `{"0":40,"1":41}` is what JavaScript makes of an array of bytes. */
function jsonNumbers(line: string): number[] {
  const text = /\{[^]*\}/.exec(line)?.[0];
  if (text === undefined) return [];
  try {
    const value: unknown = JSON.parse(text);
    const values = typeof value === 'object' && value !== null ? Object.values(value).flat(2) : [];
    return values.filter((item): item is number => typeof item === 'number');
  } catch {
    return [];
  }
}

/** Hex in groups, and numbers of 32 bits. */
function wordLists(line: string): Reading[] {
  const groups = (line.match(/(?:\b[0-9a-f]{4,16}[ :,_-]){2,}[0-9a-f]{4,16}\b/gi) ?? []).map((text) =>
    reading(text.replace(/[^0-9a-f]/gi, '').toLowerCase(), 'hex, in groups,'),
  );
  const hexWords = (line.match(/(?:\b0x[0-9a-f]{3,8}[, ]+){3,}0x[0-9a-f]{3,8}/gi) ?? []).map((text) =>
    reading(
      (text.match(/0x[0-9a-f]+/gi) ?? [])
        .map((word) => word.slice(2).toLowerCase().padStart(8, '0'))
        .join(''),
      'list of 32-bit words in hex,',
    ),
  );
  const decimal = (line.match(/(?:-?\b\d{6,10}\b[^\w-]{1,3}){3,}-?\d{6,10}\b/g) ?? []).map((text) => {
    const words = (text.match(/-?\d+/g) ?? []).map((word) =>
      (Number(word) >>> 0).toString(16).padStart(8, '0'),
    );
    return reading(words.join(''), 'list of 32-bit numbers');
  });
  return [...groups, ...hexWords, ...decimal];
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  0: '\0',
};

/** Strings with escapes, as Python, C and JavaScript write bytes. Printable bytes stand for themselves in them. */
function escaped(line: string): Reading[] {
  if ((line.match(/\\x[0-9a-f]{2}|\\u00[0-9a-f]{2}/gi) ?? []).length < 3) return [];
  const start = /^[^"'\\]{0,12}?b?["']/.exec(line);
  const text = line.slice(start === null ? 0 : start[0].length);
  const plain = text.replace(
    /\\(?:x([0-9a-f]{2})|u00([0-9a-f]{2})|([^xu]))/gi,
    (_all, hex?: string, wide?: string, short?: string) => {
      const digits = hex ?? wide;
      return digits !== undefined
        ? String.fromCharCode(Number.parseInt(digits, 16))
        : (SHORT_ESCAPES[short ?? ''] ?? short ?? '');
    },
  );
  return rawReadings(Buffer.from(plain, 'latin1'), 'escaped bytes (\\x..) of the');
}

function bitGroups(line: string): Reading[] {
  return (line.match(/(?:[01]{8}[ ,_]?){8,}/g) ?? []).map((text) => {
    const bits = text.replace(/[^01]/g, '').match(/[01]{4}/g) ?? [];
    return reading(
      bits.map((digit) => Number.parseInt(digit, 2).toString(16)).join(''),
      'binary digits of the',
    );
  });
}

// How Windows-1252 shows the bytes 80 to 9f. Node's own decoder takes it for Latin-1 in some versions.
const FROM_1252 = new Map(
  Array.from(
    '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
      '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178',
    (char, i) => [char, 0x80 + i],
  ),
);

/** Returns the bytes that a text was, if each was taken for one character of Windows-1252 or Latin-1; null when a character is neither's. */
export function bytesOfCharacters(text: string): Buffer | null {
  const codes = Array.from(text, (char) => FROM_1252.get(char) ?? char.codePointAt(0) ?? 0);
  return codes.every((code) => code <= 0xff) ? Buffer.from(codes) : null;
}

/** Raw bytes that were taken for characters, one each, and then encoded as UTF-8. */
function asLatin1(line: string): Reading[] {
  if (!/[^\0-\x7f]/.test(line)) return [];
  const chars = Array.from(line.slice(0, 80));
  const end = chars.findIndex((char) => bytesOfCharacters(char) === null);
  const bytes = bytesOfCharacters((end === -1 ? chars : chars.slice(0, end)).join(''));
  return bytes === null ? [] : rawReadings(bytes, 'raw bytes (each as one character) of the');
}

function reading(hex: string, name: string): Reading {
  const encoding: Encoding = { name, fix: HEX_FIX };
  return { hex, encoding };
}
