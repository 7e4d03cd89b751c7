import { createHash, createHmac, hash } from 'node:crypto';
import { sha256 } from '../client.js';
import { answering, type Mistake } from '../mistake.js';
import { search, type Rule } from '../search.js';
import { SEPARATORS } from './separators.js';

/** Enough bits for a fit to be no chance. */
const BITS = 20;

const NO_TOKEN =
  /of suffix\b(?! \+ (".{1,4}" \+ )?token)|without the token|token (was |is )?(left out|missing|not hashed)|suffix alone|only the suffix/i;
const SWAPPED = /suffix \+ .*token|token before|order|swapped/i;
const BETWEEN = /token \+ .{1,24} \+ suffix|between/i;
const AFTER = /suffix \+ .{1,24}|newline|end of the line|after/i;
const HEX = /hex/i;
const LINE = /command|rest of its line|"WORK|line/i;
const ENCODED = /UTF-16|UTF-32/i;
const QUOTES = /quotes/i;

const row = (id: string, named: RegExp, rule: Rule, nBits = BITS): Mistake =>
  answering(
    `work.${id}`,
    'WORK',
    named,
    { work: (client) => `${search(id, rule, client.token, client.nBits).suffix}\n` },
    { nBits },
  );

const input = (id: string, named: RegExp, make: Exclude<Rule['input'], undefined>, nBits = BITS): Mistake =>
  row(id, named, { input: make }, nBits);

const hashed = (id: string, named: RegExp, make: Exclude<Rule['hash'], undefined>, nBits = BITS): Mistake =>
  row(id, named, { hash: make }, nBits);

const hex = (text: string | Uint8Array): string => sha256(text).toString('hex');

function counter(bytes: number, little: boolean): (token: string, suffix: string) => Buffer {
  return (token, suffix) => {
    const number = Buffer.alloc(8);
    if (little) number.writeBigUInt64LE(BigInt(suffix));
    else number.writeBigUInt64BE(BigInt(suffix));
    return Buffer.concat([
      Buffer.from(token),
      little ? number.subarray(0, bytes) : number.subarray(8 - bytes),
    ]);
  };
}

const separators = [...SEPARATORS, ['ampersand', '&']] as const;

export const WORK_INPUTS: readonly Mistake[] = [
  input('token-left-out', NO_TOKEN, (_, s) => s),
  input('token-left-out-lf', NO_TOKEN, (_, s) => `${s}\n`),
  input('swapped', SWAPPED, (t, s) => s + t),
  input('swapped-space', SWAPPED, (t, s) => `${s} ${t}`),
  ...separators.map(([id, text]) => input(`between-${id}`, BETWEEN, (t, s) => t + text + s)),
  input('lf-hashed', AFTER, (t, s) => `${t}${s}\n`),
  input('crlf-hashed', AFTER, (t, s) => `${t}${s}\r\n`),
  input('space-and-lf-hashed', /between|newline|end of the line/i, (t, s) => `${t} ${s}\n`),
  input('nul-hashed', /NUL/i, (t, s) => `${t}${s}\0`),
  input('padded-with-nul', /NUL|pad/i, (t, s) => `${t}${s}`.padEnd(128, '\0')),
  input('hex-of-token', HEX, (t, s) => Buffer.from(t).toString('hex') + s),
  input('hex-of-both', HEX, (t, s) => Buffer.from(t + s).toString('hex')),
  input('base64-of-token', /base64/i, (t, s) => Buffer.from(t).toString('base64') + s),
  input('token-base64-decoded', /base64/i, (t, s) =>
    Buffer.concat([Buffer.from(t, 'base64'), Buffer.from(s)]),
  ),
  input('token-lower-case', /lower case|letter case|case/i, (t, s) => t.toLowerCase() + s),
  input('token-upper-case', /upper case|letter case|case/i, (t, s) => t.toUpperCase() + s),
  input(
    'token-hashed-first',
    /SHA-256 of (the )?token|hash(ed|es)? (of )?(the )?token|token.{0,20}hash/i,
    (t, s) => hex(t) + s,
  ),
  input(
    'token-digest-first',
    /SHA-256 of (the )?token|hash(ed|es)? (of )?(the )?token|digest of (the )?token/i,
    (t, s) => Buffer.concat([sha256(t), Buffer.from(s)]),
  ),
  input('suffix-hashed-first', /SHA-256 of (the )?suffix|digest of (the )?suffix|sum/i, (t, s) => t + hex(s)),
  input('whole-line', LINE, (t, s, n) => `WORK ${t} ${n}${s}`),
  input('whole-line-lf', LINE, (t, s, n) => `WORK ${t} ${n}\n${s}`),
  input('whole-line-space', LINE, (t, s, n) => `WORK ${t} ${n} ${s}`),
  input('line-without-bits', LINE, (t, s) => `WORK ${t}${s}`),
  input('token-and-bits', /n_bits|rest of its line/i, (t, s, n) => `${t} ${n}${s}`),
  input('token-and-bits-space', /n_bits|rest of its line/i, (t, s, n) => `${t} ${n} ${s}`),
  input('bits-between', /n_bits/i, (t, s, n) => t + String(n) + s),
  input('bits-after', /n_bits/i, (t, s, n) => t + s + String(n)),
  input('json-token', QUOTES, (t, s) => JSON.stringify(t) + s),
  input('both-in-quotes', QUOTES, (t, s) => JSON.stringify(t + s)),
  input('python-bytes-token', /b'|Python/i, (t, s) => `b'${t}'${s}`),
  input('python-bytes-suffix', /b'|Python/i, (t, s) => `${t}b'${s}'`),
  input('hex-of-number', HEX, (t, s) => t + Number(s).toString(16)),
  input('0x-of-number', /hex|0x/i, (t, s) => `${t}0x${Number(s).toString(16)}`),
  input('number-8-big', /64-bit|8 bytes|number/i, counter(8, false)),
  input('number-8-little', /64-bit|8 bytes|number/i, counter(8, true)),
  input('number-4-big', /32-bit|4 bytes|number/i, counter(4, false)),
  input('number-4-little', /32-bit|4 bytes|number/i, counter(4, true)),
  input('number-padded', /zero|pad|digits/i, (t, s) => t + s.padStart(8, '0')),
  input('number-as-float', /\.0|float|decimal/i, (t, s) => `${t}${s}.0`),
  input('utf-16le', ENCODED, (t, s) => Buffer.from(t + s, 'utf16le')),
  input('utf-16be', ENCODED, (t, s) => Buffer.from(t + s, 'utf16le').swap16()),
  input('utf-32', ENCODED, (t, s) => Buffer.from([...Buffer.from(t + s)].flatMap((byte) => [byte, 0, 0, 0]))),
  input('bom', /byte.order mark|BOM/i, (t, s) => `\ufeff${t}${s}`),
  input(
    'token-cut-by-one',
    /(last|first|part|only|cut|without).*(character|token)|token.{0,20}(character|cut)/i,
    (t, s) => t.slice(0, -1) + s,
  ),
  input(
    'token-cut-to-32',
    /(last|first|part|only|cut|without).*(character|token)|token.{0,20}(character|cut)/i,
    (t, s) => t.slice(0, 32) + s,
  ),
  input('token-with-cr', /CR|\\r|carriage/i, (t, s) => `${t}\r${s}`),
  input('token-undefined', /undefined/i, (_, s) => `undefined${s}`),
  input('token-none', /None/, (_, s) => `None${s}`),
  input('token-null', /null/i, (_, s) => `null${s}`),
  input('token-twice', /token \+ token|twice/i, (t, s) => t + t + s),
  input('hello-for-token', /WORK|word|command/i, (_, s) => `WORK${s}`),
  input('token-with-space-before', /space|between|before/i, (t, s) => ` ${t}${s}`),
  hashed('sha-1', /SHA-1/i, (text) => hash('sha1', text, 'buffer')),
  hashed('sha-512', /SHA-512/i, (text) => hash('sha512', text, 'buffer')),
  hashed('sha-384', /SHA-384/i, (text) => hash('sha384', text, 'buffer')),
  hashed('sha-224', /SHA-224/i, (text) => hash('sha224', text, 'buffer')),
  hashed('md5', /MD5/i, (text) => hash('md5', text, 'buffer')),
  hashed('sha3-256', /SHA-?3/i, (text) => hash('sha3-256', text, 'buffer')),
  hashed('blake2s', /BLAKE/i, (text) => hash('blake2s256', text, 'buffer')),
  hashed('blake2b', /BLAKE/i, (text) => hash('blake2b512', text, 'buffer')),
  hashed('double', /of the SHA-256|twice|double/i, (text) => sha256(sha256(text))),
  hashed('double-hex', /of the hex|twice|double/i, (text) => sha256(hex(text))),
  hashed('hmac', /HMAC/i, (_, token, suffix) => createHmac('sha256', token).update(suffix).digest()),
  hashed('hmac-swapped', /HMAC/i, (_, token, suffix) => createHmac('sha256', suffix).update(token).digest()),
  hashed('sm3', /SM3/i, (text) => createHash('sm3').update(text).digest()),
];
