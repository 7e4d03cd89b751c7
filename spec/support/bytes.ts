import fc from 'fast-check';

/** A line's content: any text of at most 999 bytes that has a UTF-8 form and holds no LF. */
export const lineContent: fc.Arbitrary<string> = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '',
      '\r',
      'HELLOBACK\r',
      '\ufeff',
      '\ufeffa',
      '\0',
      '\u2028',
      'é',
      '漢',
      '\u{1f600}\u{10ffff}',
    ),
    fc.constantFrom(
      'x'.repeat(998),
      'x'.repeat(999),
      'é'.repeat(499),
      '漢'.repeat(333),
      '\u{1f600}'.repeat(249),
    ),
  )
  .map((text) => text.replaceAll('\n', ''));

/** Sequences that are no UTF-8, each for its own reason. */
export const INVALID_UTF8: Readonly<Record<string, readonly number[]>> = {
  'a byte that never occurs, 0xff': [0xff],
  'a byte that never occurs, 0xfe': [0xfe],
  'a continuation without its start': [0x80],
  'an overlong "/" of two bytes': [0xc0, 0xaf],
  'an overlong NUL of two bytes': [0xc0, 0x80],
  'an overlong "/" of three bytes': [0xe0, 0x80, 0xaf],
  'an overlong "/" of four bytes': [0xf0, 0x80, 0x80, 0xaf],
  'an overlong LF': [0xc0, 0x8a],
  'a high surrogate': [0xed, 0xa0, 0x80],
  'a low surrogate': [0xed, 0xbf, 0xbf],
  'a pair of surrogates (CESU-8)': [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
  'above U+10FFFF': [0xf4, 0x90, 0x80, 0x80],
  'five bytes': [0xf8, 0x88, 0x80, 0x80, 0x80],
  'two of two bytes missing': [0xc3],
  'one of three bytes missing': [0xe6, 0xbc],
  'one of four bytes missing': [0xf0, 0x9f, 0x98],
  'Latin-1': [0x4a, 0xf6, 0x72, 0x67],
};

/** Bytes as a hostile peer sends them: lines, invalid sequences, long runs and noise, in any order. */
export const hostileBytes: fc.Arbitrary<Buffer> = fc
  .array(
    fc.oneof(
      lineContent.map((line) => Buffer.from(`${line}\n`)),
      fc.constantFrom(...Object.values(INVALID_UTF8)).map((bytes) => Buffer.from(bytes)),
      fc.integer({ min: 900, max: 1100 }).map((length) => Buffer.alloc(length, 'y')),
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
      fc.constant(Buffer.from('\n')),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => Buffer.concat(pieces));

/** Where to cut: now and then, or after every byte. */
export const cuts = (bytes: Buffer): fc.Arbitrary<number[]> =>
  fc.oneof(
    fc.array(fc.nat({ max: bytes.length }), { maxLength: 12 }),
    fc.constant(Array.from(bytes, (_, i) => i)),
  );

/** Bytes, and a way to cut them. */
export const cutBytes = (source: fc.Arbitrary<Buffer>): fc.Arbitrary<{ bytes: Buffer; places: number[] }> =>
  source.chain((bytes) => cuts(bytes).map((places) => ({ bytes, places })));

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The contract's framing, one byte after the other and in the plainest way, to compare with. */
export function linesByTheContract(bytes: Buffer): { lines: string[]; code: string | null } {
  const lines: string[] = [];
  let content: number[] = [];
  for (const byte of bytes) {
    if (byte !== 0x0a) {
      content.push(byte);
      if (content.length === 1000) return { lines, code: 'line_too_long' };
      continue;
    }
    try {
      lines.push(decoder.decode(Uint8Array.from(content)));
    } catch {
      return { lines, code: 'invalid_utf8' };
    }
    content = [];
  }
  return { lines, code: null };
}
