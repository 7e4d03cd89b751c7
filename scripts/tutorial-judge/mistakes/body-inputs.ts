import { createHmac, getHashes, hash, pbkdf2Sync, scryptSync } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { sha256, type Client } from '../client.js';
import { answering, type Mistake } from '../mistake.js';
import { SEPARATORS } from './separators.js';

const NAME = /name|command/i;
const VALUE = /value/i;
const SUFFIX = /suffix/i;
const BETWEEN = /between|separat/i;
const AFTER = /newline|after|end of the line|"\\n"/i;
const SWAPPED = /random_string \+ .*token|token before|order|swapped/i;
const QUOTES = /quotes/i;
const ENCODED = /UTF-16|UTF-32/i;
const LINE = /name|command|line|WORK/i;
const UNKNOWN = /none of|tried|another (token|session)|earlier|stale/i;

type Makes = (client: Client) => string | Uint8Array;

const row = (id: string, named: RegExp, digest: (client: Client) => string): Mistake =>
  answering(
    `body.${id}`,
    'FULL_NAME',
    named,
    { body: (client) => `${digest(client)} ${client.value}\n` },
    { nBits: 12 },
  );

/** Hashes the wrong bytes. */
const over = (id: string, named: RegExp, makes: Makes): Mistake =>
  row(id, named, (client) => sha256(makes(client)).toString('hex'));

/** Uses another hash function. */
const by = (id: string, named: RegExp, digest: (text: string, client: Client) => Buffer): Mistake =>
  row(id, named, (client) => digest(client.token + client.randomString, client).toString('hex'));

const separators = [...SEPARATORS, ['plus', '+']] as const;

const others: readonly (readonly [string, string, RegExp])[] = [
  ['md5', 'md5', /MD5/i],
  ['sha-1', 'sha1', /SHA-?1\b/i],
  ['sha-224', 'sha224', /SHA-?224/i],
  ['sha-384', 'sha384', /SHA-?384/i],
  ['sha-512', 'sha512', /SHA-?512/i],
  ['sha-512-256', 'sha512-256', /SHA-?512\/256/i],
  ['sha3-256', 'sha3-256', /SHA-?3/i],
  ['sha3-512', 'sha3-512', /SHA-?3/i],
  ['sha3-384', 'sha3-384', /SHA-?3/i],
  ['blake2s', 'blake2s256', /BLAKE/i],
  ['blake2b', 'blake2b512', /BLAKE/i],
  ['ripemd', 'ripemd160', /RIPEMD/i],
  ['sm3', 'sm3', /SM3/i],
];

const hex = (text: string | Uint8Array): string => sha256(text).toString('hex');
/** The bytes of ASCII text in UTF-32. */
const utf32 = (text: string): number[] => [...Buffer.from(text)].flatMap((byte) => [byte, 0, 0, 0]);
const t = ({ token }: Client): string => token;
const r = ({ randomString }: Client): string => randomString;
const both = (client: Client): string => t(client) + r(client);

const parts: readonly Mistake[] = [
  over('token-left-out', /token/i, r),
  over('random-string-left-out', /random_string/i, t),
  over('nothing-hashed', /empty|nothing/i, () => ''),
  over('swapped', SWAPPED, (c) => r(c) + t(c)),
  over('swapped-space', SWAPPED, (c) => `${r(c)} ${t(c)}`),
  ...separators.map(([id, text]) => over(`between-${id}`, BETWEEN, (c) => t(c) + text + r(c))),
  over('lf-hashed', AFTER, (c) => `${both(c)}\n`),
  over('crlf-hashed', AFTER, (c) => `${both(c)}\r\n`),
  over('space-after', /space/i, (c) => `${both(c)} `),
  over('nul-hashed', /NUL/i, (c) => `${both(c)}\0`),
  over('padded', /NUL|pad/i, (c) => both(c).padEnd(256, '\0')),
  over('token-lf', /between|newline/i, (c) => `${t(c)}\n${r(c)}\n`),
  over('echo-token-alone', /token|newline/i, (c) => `${t(c)}\n`),
  over('name-for-random', NAME, (c) => t(c) + c.step),
  over('name-alone', NAME, (c) => c.step),
  over('name-before', NAME, (c) => t(c) + c.step + r(c)),
  over('name-after', NAME, (c) => both(c) + c.step),
  over('whole-line', LINE, (c) => c.command),
  over('token-and-line', LINE, (c) => t(c) + c.command),
  over('token-and-line-lf', LINE, (c) => `${t(c)}${c.command}\n`),
  over('token-space-line', LINE, (c) => `${t(c)} ${c.command}`),
  over('line-and-token', LINE, (c) => c.command + t(c)),
  over('value-after', VALUE, (c) => both(c) + c.value),
  over('value-after-space', VALUE, (c) => `${both(c)} ${c.value}`),
  over('value-alone', VALUE, (c) => c.value),
  over('value-alone-lf', VALUE, (c) => `${c.value}\n`),
  over('token-and-value', VALUE, (c) => t(c) + c.value),
  over('random-and-value', VALUE, (c) => r(c) + c.value),
  over('value-and-token', VALUE, (c) => c.value + t(c)),
  over('value-first', VALUE, (c) => c.value + both(c)),
  over('name-and-value', /name|value/i, (c) => c.step + c.value),
  over('suffix-alone', SUFFIX, (c) => c.suffix),
  over('token-and-suffix', SUFFIX, (c) => t(c) + c.suffix),
  over('suffix-after', SUFFIX, (c) => both(c) + c.suffix),
  over('suffix-before', SUFFIX, (c) => c.suffix + both(c)),
  over('suffix-between', SUFFIX, (c) => t(c) + c.suffix + r(c)),
  over('suffix-for-token', SUFFIX, (c) => c.suffix + r(c)),
  over('work-digest', /suffix|digest of WORK|WORK/i, (c) => hex(t(c) + c.suffix) + r(c)),
  over('n-bits-after', /n_bits/i, (c) => both(c) + String(c.nBits)),
  over('n-bits-between', /n_bits/i, (c) => t(c) + String(c.nBits) + r(c)),
  over('work-arguments', /n_bits|WORK|rest of/i, (c) => `${t(c)} ${c.nBits}${r(c)}`),
  over('work-line', /WORK|n_bits|command/i, (c) => `WORK ${t(c)} ${c.nBits}${r(c)}`),
  over('token-twice', /token \+ token|token/i, (c) => t(c) + t(c)),
  over('random-twice', /random_string \+ random_string|random_string/i, (c) => r(c) + r(c)),
  over('token-undefined', /undefined/i, (c) => `undefined${r(c)}`),
  over('token-none', /None/, (c) => `None${r(c)}`),
  over('token-null', /null/i, (c) => `null${r(c)}`),
  over('random-undefined', /undefined/i, (c) => `${t(c)}undefined`),
  over('random-none', /None/, (c) => `${t(c)}None`),
  over('hello-for-token', /HELLO|WORK|command|none of|tried/i, (c) => `HELLO${r(c)}`),
  over('another-token', UNKNOWN, (c) => `xyzzyTokenOfAnotherSession${r(c)}`),
  over('another-random', UNKNOWN, (c) => `${t(c)}Qx7b`),
  over('quotes-each', QUOTES, (c) => `"${t(c)}""${r(c)}"`),
  over('quotes-both', QUOTES, (c) => `"${both(c)}"`),
  over('json-both', /JSON|quotes|list/i, (c) => JSON.stringify([t(c), r(c)])),
  over('json-object', /JSON|none of|tried/i, (c) => JSON.stringify({ token: t(c), random_string: r(c) })),
  over('python-bytes', /b'|Python/i, (c) => `b'${both(c)}'`),
  over('python-bytes-each', /b'|Python/i, (c) => `b'${t(c)}'b'${r(c)}'`),
  over('python-tuple', /tuple|Python|list|none of|tried/i, (c) => `('${t(c)}', '${r(c)}')`),
  over('utf-16le', ENCODED, (c) => Buffer.from(both(c), 'utf16le')),
  over('utf-16be', ENCODED, (c) => Buffer.from(both(c), 'utf16le').swap16()),
  over('utf-16-bom', ENCODED, (c) => Buffer.from(`\ufeff${both(c)}`, 'utf16le')),
  over('utf-32', ENCODED, (c) => Buffer.from(utf32(both(c)))),
  over('bom', /byte.order mark|BOM/i, (c) => `\ufeff${both(c)}`),
  over('lower-case', /case/i, (c) => both(c).toLowerCase()),
  over('upper-case', /case/i, (c) => both(c).toUpperCase()),
  over('hex-of-both', /hex/i, (c) => Buffer.from(both(c)).toString('hex')),
  over('hex-of-token', /hex/i, (c) => Buffer.from(t(c)).toString('hex') + r(c)),
  over('base64-of-token', /base64/i, (c) => Buffer.from(t(c)).toString('base64') + r(c)),
  over('token-base64-decoded', /base64/i, (c) =>
    Buffer.concat([Buffer.from(t(c), 'base64'), Buffer.from(r(c))]),
  ),
  over('token-hashed-first', /of (the )?token|sum|twice|joined/i, (c) => hex(t(c)) + r(c)),
  over('sum-of-sums', /sums?|digests?|each|SHA-256 of (the )?token/i, (c) => hex(t(c)) + hex(r(c))),
  over('digest-of-digests', /sums?|digests?|each|SHA-256 of (the )?token/i, (c) =>
    Buffer.concat([sha256(t(c)), sha256(r(c))]),
  ),
  over('token-cut', /cut|without|part|character|none of|tried/i, (c) => t(c).slice(0, -1) + r(c)),
  over('random-with-cr', /CR|\\r|carriage|end of the line/i, (c) => `${both(c)}\r`),
  over('token-with-cr', /CR|\\r|carriage|between/i, (c) => `${t(c)}\r${r(c)}`),
  over('random-cut', /cut|without|part|character|none of|tried/i, (c) => t(c) + r(c).slice(0, -1)),
];

const salted = (client: Client): Buffer => pbkdf2Sync(t(client), r(client), 1, 32, 'sha256');

const functions: readonly Mistake[] = [
  ...others
    .filter(([, algorithm]) => getHashes().includes(algorithm))
    .map(([id, algorithm, named]) => by(`hash-${id}`, named, (text) => hash(algorithm, text, 'buffer'))),
  by('hash-double', /of the SHA-256|twice|double/i, (text) => sha256(sha256(text))),
  by('hash-double-hex', /of the hex|twice|double/i, (text) => sha256(hex(text))),
  by('hash-triple', /of the|twice|three|none of|tried/i, (text) => sha256(sha256(sha256(text)))),
  by('hmac', /HMAC/i, (_, c) => createHmac('sha256', t(c)).update(r(c)).digest()),
  by('hmac-swapped', /HMAC/i, (_, c) => createHmac('sha256', r(c)).update(t(c)).digest()),
  by('hmac-value', /HMAC/i, (_, c) =>
    createHmac('sha256', t(c))
      .update(r(c) + c.value)
      .digest(),
  ),
  by('hmac-sha-1', /HMAC/i, (_, c) => createHmac('sha1', t(c)).update(r(c)).digest()),
  by('pbkdf2', /PBKDF2/i, (_, c) => salted(c)),
  by('pbkdf2-1000', /PBKDF2/i, (_, c) => pbkdf2Sync(t(c), r(c), 1000, 32, 'sha256')),
  by('scrypt', /scrypt|none of|tried/i, (_, c) => scryptSync(t(c), r(c), 32, { N: 16 })),
  row('crc-32', /CRC|8 hex digits|too short/i, (c) => crc(both(c)).toString(16).padStart(8, '0')),
  row('crc-32-decimal', /CRC|decimal|too short|digits/i, (c) => String(crc(both(c)))),
  row('adler-32', /Adler|8 hex digits|too short|digits/i, (c) => adler(both(c)).toString(16)),
  row('java-hash-code', /hashCode|too short|digits|none of|tried/i, (c) => String(javaHashCode(both(c)))),
  row('python-hash', /digits|too short|none of|tried|no checksum/i, () => '-4523451887623451234'),
];

const crc = (text: string): number => crc32(text);

function adler(text: string): number {
  let [a, b] = [1, 0];
  for (const byte of Buffer.from(text)) [a, b] = [(a + byte) % 65521, (b + a + byte) % 65521];
  return b * 65536 + a;
}

function javaHashCode(text: string): number {
  let sum = 0;
  for (const byte of Buffer.from(text)) sum = (Math.imul(31, sum) + byte) | 0;
  return sum;
}

export const BODY_INPUTS: readonly Mistake[] = [...parts, ...functions];
