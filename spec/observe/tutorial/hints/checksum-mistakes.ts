import { createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto';
import { inspect } from 'node:util';
import { crc32 } from 'node:zlib';

/** The right answer's parts, for the mistakes that spoil them. */
export interface Right {
  readonly token: string;
  readonly random: string;
  readonly name: string;
  readonly value: string;
  /** The right checksum. */
  readonly cksum: string;
  /** The same as bytes. */
  readonly digest: Buffer;
}

/** A client with a mistake in its answers to requests: what it sends, and what the hints must say. */
export type ChecksumMistake = readonly [name: string, line: (right: Right) => string, says: RegExp];

const of = (algorithm: string, ...parts: readonly (string | Uint8Array)[]): Buffer => {
  const made = createHash(algorithm);
  for (const part of parts) made.update(part);
  return made.digest();
};
const hex = (...parts: readonly (string | Uint8Array)[]): string => of('sha256', ...parts).toString('hex');
const bytes = (digest: Buffer, spell: (byte: number) => string, between: string): string =>
  Array.from(digest, spell).join(between);
const two = (byte: number): string => byte.toString(16).padStart(2, '0');
const signed = (byte: number): string => String(byte > 127 ? byte - 256 : byte);

/** Python's way to show bytes: printable ones as they are. */
const repr = (digest: Buffer): string =>
  `b'${Array.from(digest, (byte) => {
    const char = String.fromCharCode(byte);
    if (char === "'" || char === '\\') return `\\${char}`;
    return byte < 0x20 || byte > 0x7e
      ? ({ 9: '\\t', 10: '\\n', 13: '\\r' }[byte] ?? `\\x${two(byte)}`)
      : char;
  }).join('')}'`;

function base32(digest: Buffer): string {
  const bits = bytes(digest, (byte) => byte.toString(2).padStart(8, '0'), '').padEnd(260, '0');
  return (bits.match(/.{5}/g) ?? [])
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five, 2)])
    .join('');
}

/** What is hashed, or how: the line has the hex of it, and the value. */
const HASHED: readonly (readonly [name: string, digest: (right: Right) => Buffer, says: RegExp])[] = [
  ['order', ({ token, random }) => of('sha256', random, token), /random_string \+ token\. Put token before/],
  ['newline', ({ token, random }) => of('sha256', token, random, '\n'), /random_string \+ "\\n"/],
  ['CR between', ({ token, random }) => of('sha256', token, '\r', random), /token \+ "\\r" \+ random_string/],
  [
    'HMAC of the value too',
    ({ token, random, value }) =>
      createHmac('sha256', token)
        .update(random + value)
        .digest(),
    /HMAC-SHA-256 of random_string \+ value, keyed with token/,
  ],
  ['CR LF', ({ token, random }) => of('sha256', token, random, '\r\n'), /"\\r\\n"/],
  ['per cent', ({ token, random }) => of('sha256', token, '%', random), /token \+ "%" \+ random_string/],
  ['slash', ({ token, random }) => of('sha256', token, '/', random), /token \+ "\/" \+ random_string/],
  [
    'two spaces',
    ({ token, random }) => of('sha256', token, '  ', random),
    /token \+ " {2}" \+ random_string/,
  ],
  [
    'comma and space',
    ({ token, random }) => of('sha256', token, ', ', random),
    /token \+ ", " \+ random_string/,
  ],
  ['token alone', ({ token }) => of('sha256', token), /SHA-256 of token\./],
  ['random_string alone', ({ random }) => of('sha256', random), /SHA-256 of random_string\./],
  ['nothing', () => of('sha256'), /nothing at all/],
  ['value hashed too', ({ token, random, value }) => of('sha256', token, random, value), /\+ the value/],
  [
    'name hashed too',
    ({ token, random, name }) => of('sha256', token, name, random),
    /token \+ the name \+ random_string/,
  ],
  [
    'the whole command',
    ({ token, random, name }) => of('sha256', token, `${name} ${random}`),
    /the name \+ " " \+ random_string/,
  ],
  ['token and n_bits', ({ token, random }) => of('sha256', `${token} 20`, random), /n_bits/],
  [
    'the whole WORK',
    ({ token, random }) => of('sha256', `WORK ${token} 20`, random),
    /the whole WORK command/,
  ],
  ['suffix', ({ token, random }) => of('sha256', token, 'n3032842', random), /suffix of WORK/],
  [
    'digest of WORK',
    ({ token, random }) => of('sha256', hex(token, 'n3032842'), random),
    /hex digest of WORK/,
  ],
  [
    'JSON',
    ({ token, random }) => of('sha256', JSON.stringify({ token, random_string: random })),
    /JSON of both/,
  ],
  [
    "Python's JSON",
    ({ token, random }) => of('sha256', `{"token": "${token}", "random_string": "${random}"}`),
    /JSON of both/,
  ],
  ['a list', ({ token, random }) => of('sha256', `['${token}', '${random}']`), /a list of both/],
  [
    'quotes around each',
    ({ token, random }) => of('sha256', `"${token}""${random}"`),
    /the text "token""random_string"/,
  ],
  [
    "Python's b''",
    ({ token, random }) => of('sha256', `b'${token}'b'${random}'`),
    /b'token'b'random_string'/,
  ],
  ['names, not values', () => of('sha256', 'tokenrandom_string'), /names of the variables/],
  ['a template', () => of('sha256', '${token}${random_string}'), /names of the variables/],
  ['undefined', ({ random }) => of('sha256', 'undefined', random), /the word undefined/],
  ['None', ({ token }) => of('sha256', token, 'None'), /the word None/],
  ['UTF-16', ({ token, random }) => of('sha256', Buffer.from(token + random, 'utf16le')), /UTF-16/],
  ['a NUL', ({ token, random }) => of('sha256', token, random, '\0'), /NUL byte/],
  ['a NUL in the middle', ({ token, random }) => of('sha256', token, '\0', random, '\0'), /NUL byte/],
  [
    'a buffer',
    ({ token, random }) => of('sha256', Buffer.concat([Buffer.from(token + random), Buffer.alloc(256)], 256)),
    /filled up with NUL bytes to 256/,
  ],
  [
    'hex of both',
    ({ token, random }) => of('sha256', Buffer.from(token + random).toString('hex')),
    /hex digits of token \+ random_string/,
  ],
  [
    'base64 of the token',
    ({ token, random }) => of('sha256', Buffer.from(token, 'base64'), random),
    /bytes that token is the base64 of/,
  ],
  [
    'hash of the token',
    ({ token, random }) => of('sha256', hex(token), random),
    /hex SHA-256 of token \+ random_string/,
  ],
  [
    'sums of both',
    ({ token, random }) => of('sha256', hex(token), hex(random)),
    /hex SHA-256 of token \+ the hex SHA-256 of random_string/,
  ],
  [
    'raw hash of the token',
    ({ token, random }) => of('sha256', of('sha256', token), random),
    /the SHA-256 of token \+ random_string/,
  ],
  [
    'token cut',
    ({ token, random }) => of('sha256', token.slice(0, 32), random),
    /first 32 characters of token/,
  ],
  ['lower case', ({ token, random }) => of('sha256', (token + random).toLowerCase()), /lower case/],
  ['twice', ({ digest }) => of('sha256', digest), /SHA-256 of the SHA-256/],
  ['twice, hex', ({ cksum }) => of('sha256', cksum), /SHA-256 of the hex SHA-256/],
  [
    'never begun anew',
    ({ token, random }) => of('sha256', token, random, random),
    /never begun anew|random_string \+ random_string/,
  ],
  ['SHA-1', ({ token, random }) => of('sha1', token, random), /SHA-1 of token \+ random_string/],
  ['MD5', ({ token, random }) => of('md5', token, random), /MD5 of token \+ random_string/],
  ['SHA-512', ({ token, random }) => of('sha512', token, random), /SHA-512 of token/],
  ['SM3', ({ token, random }) => of('sm3', token, random), /SM3 of token/],
  ['SHA3-256', ({ token, random }) => of('sha3-256', token, random), /SHA3-256 of token/],
  ['BLAKE2b', ({ token, random }) => of('blake2b512', token, random), /BLAKE2b of token/],
  [
    'SHAKE256',
    ({ token, random }) =>
      createHash('shake256', { outputLength: 32 })
        .update(token + random)
        .digest(),
    /SHAKE256/,
  ],
  [
    'HMAC',
    ({ token, random }) => createHmac('sha256', token).update(random).digest(),
    /HMAC-SHA-256 of random_string, keyed with token/,
  ],
  [
    'HMAC, keyed with random_string',
    ({ token, random }) => createHmac('sha256', random).update(token).digest(),
    /keyed with random_string/,
  ],
  ['HMAC-MD5', ({ token, random }) => createHmac('md5', token).update(random).digest(), /HMAC-MD5/],
  [
    'PBKDF2',
    ({ token, random }) => pbkdf2Sync(token, random, 1000, 32, 'sha256'),
    /PBKDF2 \(SHA-256, 1000 iterations\)/,
  ],
  ['scrypt', ({ token, random }) => scryptSync(token, random, 32), /scrypt/],
  [
    'CRC-32',
    ({ token, random }) =>
      Buffer.from(
        crc32(token + random)
          .toString(16)
          .padStart(8, '0'),
        'hex',
      ),
    /CRC-32 of token/,
  ],
];

/** How the right digest is written, before a space and the value. */
const WRITTEN: readonly (readonly [
  name: string,
  spell: (digest: Buffer, cksum: string) => string,
  says: RegExp,
])[] = [
  ['upper case', (_d, c) => c.toUpperCase(), /upper-case hex/],
  ['0x', (_d, c) => `0x${c}`, /0x-prefixed/],
  ['colons', (d) => bytes(d, two, ':'), /separated hex/],
  ['dashes', (d) => bytes(d, (byte) => two(byte).toUpperCase(), '-'), /separated hex/],
  ['spaces', (d) => bytes(d, two, ' '), /separated hex/],
  ['commas', (d) => bytes(d, two, ','), /separated hex/],
  ['0x and commas', (d) => bytes(d, (byte) => `0x${two(byte)}`, ','), /list of hex bytes \(0x/],
  [
    '0x, commas, spaces, braces',
    (d) => `{${bytes(d, (byte) => `0x${two(byte)}`, ', ')}}`,
    /list of hex bytes \(0x/,
  ],
  ['C escapes', (d) => bytes(d, (byte) => `\\x${two(byte)}`, ''), /separated hex|escaped bytes/],
  ["Python's repr", repr, /escaped bytes/],
  ['Buffer', (d) => inspect(d), /separated hex/],
  [
    'Uint8Array',
    (d) => inspect(new Uint8Array(d), { breakLength: Infinity, compact: true }),
    /list of decimal bytes/,
  ],
  ['JSON of a Buffer', (d) => JSON.stringify(d), /list of decimal bytes|JSON list/],
  ['JSON of a Uint8Array', (d) => JSON.stringify(new Uint8Array(d)), /JSON list of bytes/],
  ['list', (d) => `[${bytes(d, String, ', ')}]`, /list of decimal bytes/],
  ["Go's list", (d) => `[${bytes(d, String, ' ')}]`, /list of decimal bytes/],
  ['decimal bytes', (d) => bytes(d, String, ','), /list of decimal bytes/],
  ['signed bytes', (d) => `[${bytes(d, signed, ', ')}]`, /signed bytes/],
  ['decimal bytes, joined', (d) => bytes(d, String, ''), /as decimal numbers, joined/],
  ['signed bytes, joined', (d) => bytes(d, signed, ''), /as signed decimal numbers, joined/],
  ["Python's bytes of the hex", (_d, c) => `b'${c}'`, /Python's way to show bytes/],
  ['after (stdin)=', (_d, c) => `(stdin)= ${c}`, /with a label before it/],
  ['after the random_string', (_d, c) => `LGTk ${c}`, /with the random_string before it/],
  ['in square brackets, alone', (_d, c) => `[${c}]`, /in brackets/],
  ['in XML', (_d, c) => `<cksum>${c}</cksum>`, /tag of HTML or XML/],
  ['octal', (d) => bytes(d, (byte) => `\\${byte.toString(8).padStart(3, '0')}`, ''), /octal/],
  ['bits', (d) => bytes(d, (byte) => byte.toString(2).padStart(8, '0'), ''), /binary digits/],
  ['groups', (_d, c) => c.replace(/.{8}(?=.)/g, '$& '), /in groups/],
  [
    'words',
    (d) =>
      inspect(Array.from(new Int32Array(Uint8Array.from(Buffer.from(d).swap32()).buffer))).replace(
        /\s+/g,
        ' ',
      ),
    /32-bit numbers/,
  ],
  ['base64', (d) => d.toString('base64'), /base64 SHA-256/],
  ['base64url', (d) => d.toString('base64url'), /base64.*SHA-256/],
  ['base32', base32, /base32/],
  ['decimal', (_d, c) => BigInt(`0x${c}`).toString(), /decimal/],
  ['hex twice', (_d, c) => Buffer.from(c).toString('hex'), /hex of the hex/],
  ['raw, as Latin-1', (d) => d.toString('latin1'), /raw bytes \(each as one character\)/],
  ['raw, as UTF-8', (d) => d.toString(), /decoded as UTF-8/],
  ['percent-encoded', (d) => bytes(d, (byte) => `%${two(byte)}`, ''), /percent-encoded/],
  ['the first half', (_d, c) => c.slice(0, 32), /only the first 32 hex digits/],
  ['the first 8 digits', (_d, c) => c.slice(0, 8), /only the first 8 hex digits/],
  ['without the first digit', (_d, c) => c.slice(1), /only the last 63/],
  ['without both ends', (_d, c) => c.slice(2, -1), /from its middle/],
  ['bytes reversed', (d) => Buffer.from(d).reverse().toString('hex'), /bytes in reverse order/],
  ['words reversed', (d) => Buffer.from(d).swap32().toString('hex'), /32-bit word in reverse/],
  ['digits exchanged', (_d, c) => c.replace(/(.)(.)/g, '$2$1'), /two digits of each byte exchanged/],
  ['one digit', (d) => bytes(d, (byte) => byte.toString(16), ''), /one digit instead of two/],
  [
    'signed bytes in hex',
    (d) => bytes(d, (byte) => (byte > 127 ? 'ffffff' : '') + two(byte), ''),
    /ffffff before bytes/,
  ],
  ['0x without a separator', (d) => bytes(d, (byte) => `0x${two(byte)}`, ''), /list of hex bytes \(0x/],
  ['bars', (d) => bytes(d, two, '|'), /separated hex/],
  ['an ArrayBuffer', (d) => inspect(new Uint8Array(d).buffer).replace(/\s+/g, ' '), /separated hex/],
  ['Erlang', (d) => `<<${bytes(d, String, ',')}>>`, /list of decimal bytes/],
  ["Go's wrong verb", (d) => `%!s([32]uint8=[${bytes(d, String, ' ')}])`, /list of decimal bytes/],
  ['twice in a row', (_d, c) => c + c, /twice|more digits/],
];

/** Whole lines. */
const LINES: readonly ChecksumMistake[] = [
  ['value alone', ({ value }) => value, /no checksum/],
  ['value first', ({ cksum, value }) => `${value} ${cksum}`, /value came before/],
  [
    'value and comma first',
    ({ cksum, value }) => `${value},${cksum}`,
    /stands in the line|value came before/,
  ],
  ['tab', ({ cksum, value }) => `${cksum}\t${value}`, /not followed by a space/],
  ['colon', ({ cksum, value }) => `${cksum}:${value}`, /not followed by a space/],
  ['nothing between', ({ cksum, value }) => cksum + value, /not followed by a space/],
  ['label SHA256', ({ cksum, value }) => `SHA256:${cksum} ${value}`, /after a label/],
  ['label hash=', ({ cksum, value }) => `hash=${cksum} ${value}`, /after a label/],
  ['name before', ({ cksum, value, name }) => `${name} ${cksum} ${value}`, /copy of the command/],
  ['name and colon before', ({ cksum, value, name }) => `${name}: ${cksum} ${value}`, /copy of the command/],
  ['quotes', ({ cksum, value }) => `"${cksum}" ${value}`, /checksum was in quotes/],
  ['brackets', ({ cksum, value }) => `[${cksum}] ${value}`, /stands in the line|brackets/],
  ['all in quotes', ({ cksum, value }) => `"${cksum} ${value}"`, /line was in quotes/],
  ['JSON', ({ cksum, value }) => JSON.stringify({ checksum: cksum, value }), /line is JSON/],
  ['a JSON list', ({ cksum, value }) => JSON.stringify([cksum, value]), /JSON/],
  [
    'JSON of SHA-1',
    ({ token, random, value }) =>
      JSON.stringify({ checksum: of('sha1', token, random).toString('hex'), value }),
    /line is JSON.* SHA-1/,
  ],
  [
    'upper case in JSON',
    ({ cksum, value }) => JSON.stringify({ checksum: cksum.toUpperCase(), value }),
    /line is JSON.*upper-case/,
  ],
  ['a query', ({ cksum, value }) => `cksum=${cksum}&value=${value}`, /stands in the line|label/],
  ['a space first', ({ cksum, value }) => ` ${cksum} ${value}`, /began with white space/],
  ['CR without a value', ({ cksum }) => `${cksum}\r`, /CR LF/],
  [
    'upper case in quotes',
    ({ cksum, value }) => `"${cksum.toUpperCase()}" ${value}`,
    /in quotes.*upper-case/,
  ],
  ['the command', ({ name, random }) => `${name} ${random}`, /sent back/],
  ['random_string', ({ random, value }) => `${random} ${value}`, /no checksum|random_string/],
  ['undefined', ({ value }) => `undefined ${value}`, /not set/],
  ['None', ({ value }) => `None ${value}`, /not set/],
  ['NaN', ({ value }) => `NaN ${value}`, /number that is none/],
  ['an object', ({ value }) => `[object Object] ${value}`, /JavaScript turns an object/],
  ['a promise', ({ value }) => `[object Promise] ${value}`, /promise/],
  ['an array of Java', ({ value }) => `[B@1f32e575 ${value}`, /identity of an array/],
  ['memoryview', ({ value }) => `<memory at 0x7f3a5c1d2e80> ${value}`, /memoryview/],
  ['hashlib', ({ value }) => `<sha256 _hashlib.HASH object @ 0x7f3a5c1d2e80> ${value}`, /hashlib/],
  [
    'a method',
    ({ value }) => `<built-in method hexdigest of _hashlib.HASH object at 0x7f3a5c1d2e80> ${value}`,
    /function/,
  ],
  ['a format', ({ value }) => `%s ${value}`, /format/],
  ['a template', ({ value }) => `\${cksum} ${value}`, /template/],
  ['a Go error', ({ value }) => `%!x(MISSING) ${value}`, /Go reports/],
  ['a .NET array', ({ value }) => `System.Byte[] ${value}`, /\.NET/],
  ['a pointer', ({ value }) => `0xc0000140a0 ${value}`, /address in memory/],
  ['a Ruby object', ({ value }) => `#<Digest::SHA256:0x000074> ${value}`, /Ruby/],
  ['empty', () => '', /empty/],
  [
    'the whole line in base64',
    ({ cksum, value }) => Buffer.from(`${cksum} ${value}`).toString('base64'),
    /whole line is written as base64/,
  ],
  [
    'the whole line in hex',
    ({ cksum, value }) => Buffer.from(`${cksum} ${value}`).toString('hex'),
    /whole line is written as hex/,
  ],
  ['XML', ({ cksum, value }) => `<cksum>${cksum}</cksum><value>${value}</value>`, /stands in the line/],
  ['openssl dgst', ({ cksum, value }) => `SHA256 (stdin) = ${cksum} ${value}`, /stands in the line|label/],
  ['an integrity', ({ digest, value }) => `sha256-${digest.toString('base64')} ${value}`, /base64/],
  ['the name of the checksum', ({ value }) => `<cksum> ${value}`, /name of a value/],
  ['FAIL', () => 'FAIL wrong', /word of the server/],
  ['HTTP', () => 'POST /answer HTTP/1.1\r', /HTTP/],
];

export const CHECKSUM_MISTAKES: readonly ChecksumMistake[] = [
  ...HASHED.map(([name, digest, says]): ChecksumMistake => [
    `hashed: ${name}`,
    (right) => `${digest(right).toString('hex')} ${right.value}`,
    says,
  ]),
  ...WRITTEN.map(([name, spell, says]): ChecksumMistake => [
    `written: ${name}`,
    ({ digest, cksum, value }) => `${spell(digest, cksum)} ${value}`,
    says,
  ]),
  ...LINES.map(([name, line, says]): ChecksumMistake => [`line: ${name}`, line, says]),
];
