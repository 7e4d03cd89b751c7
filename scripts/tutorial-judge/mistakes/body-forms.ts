import type { Client } from '../client.js';
import { answering, type Mistake } from '../mistake.js';

const NUMBERS = /decimal|bytes|numbers|list|array/i;
const SIGNED = /signed|negative|decimal|bytes|numbers|list/i;
const HEX = /hex/i;
const CUT = /first|only|cut|half|digits/i;
const QUOTES = /quotes/i;
const JSON_LINE = /JSON/i;
const LABEL = /label|name before|copy|command/i;
const SPACE = /space|separat/i;
const ORDER = /before the checksum|checksum first|order|value (came|comes) (first|before)/i;
const NO_CHECKSUM = /no checksum|value alone|checksum (is|was) (missing|left out)/i;
/** "There is no checksum in the line" is false of a line that holds one in another spelling. */
const HOLDS_ONE = [/no checksum|no part of it/i];

const digest = ({ checksum }: Client): Buffer => Buffer.from(checksum, 'hex');
const pairs = (client: Client): string[] =>
  [...digest(client)].map((byte) => byte.toString(16).padStart(2, '0'));
const signed = (client: Client): number[] => [...digest(client)].map((byte) => (byte << 24) >> 24);
const unsigned = (client: Client): number[] => [...digest(client)];

const line = (
  id: string,
  named: RegExp,
  makes: (client: Client) => string,
  wrong: readonly RegExp[] = [],
): Mistake =>
  answering(
    `form.${id}`,
    'FULL_NAME',
    named,
    { body: (client) => `${makes(client)}\n` },
    { nBits: 12, wrong },
  );

/** The digest, spelled in another way. */
const spelled = (id: string, named: RegExp, spells: (client: Client) => string): Mistake =>
  line(id, named, (client) => `${spells(client)} ${client.value}`, HOLDS_ONE);

function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const digits = bits.match(/.{1,5}/g) ?? [];
  return digits
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(five.padEnd(5, '0'), 2)] ?? '')
    .join('');
}

function pythonRepr(bytes: Buffer): string {
  const shown = [...bytes].map((byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  );
  return `b'${shown.join('')}'`;
}

const number = (client: Client): bigint => BigInt(`0x${client.checksum}`);

const spellings: readonly Mistake[] = [
  spelled('upper-case', /upper.case/i, (c) => c.checksum.toUpperCase()),
  spelled('mixed-case', /case/i, (c) => c.checksum.replace(/a/g, 'A')),
  spelled('base64', /base64/i, (c) => digest(c).toString('base64')),
  spelled('base64url', /base64/i, (c) => digest(c).toString('base64url')),
  spelled('base64-of-hex', /base64/i, (c) => Buffer.from(c.checksum).toString('base64')),
  spelled('base64-cut-pad', /base64/i, (c) => digest(c).toString('base64').replace('=', '')),
  spelled('base32', /base32/i, (c) => `${base32(digest(c))}====`),
  spelled('base32-lower', /base32/i, (c) => base32(digest(c)).toLowerCase()),
  spelled('hex-of-hex', HEX, (c) => Buffer.from(c.checksum).toString('hex')),
  spelled('node-buffer', /Buffer|separated|hex/i, (c) => `<Buffer ${pairs(c).join(' ')}>`),
  spelled(
    'node-buffer-cut',
    /Buffer|separated|hex/i,
    (c) => `<Buffer ${pairs(c).slice(0, 20).join(' ')} ... 12 more bytes>`,
  ),
  spelled('uint8array', NUMBERS, (c) => `Uint8Array(32) [ ${unsigned(c).join(', ')} ]`),
  spelled('js-joined', NUMBERS, (c) => unsigned(c).join(',')),
  spelled(
    'array-buffer',
    /ArrayBuffer|separated|hex/i,
    (c) => `ArrayBuffer { [Uint8Contents]: <${pairs(c).join(' ')}>, byteLength: 32 }`,
  ),
  spelled('spaced-hex', SPACE, (c) => pairs(c).join(' ')),
  spelled('spaced-upper-hex', /space|separat|case/i, (c) => pairs(c).join(' ').toUpperCase()),
  spelled('colon-hex', /separat|colon/i, (c) => pairs(c).join(':')),
  spelled('c-sharp-bit-converter', /separat|hyphen|case/i, (c) => pairs(c).join('-').toUpperCase()),
  spelled('c-array', /0x|separat|hex/i, (c) =>
    pairs(c)
      .map((pair) => `0x${pair}`)
      .join(','),
  ),
  spelled('c-array-spaced', /0x|separat|hex/i, (c) =>
    pairs(c)
      .map((pair) => `0x${pair}`)
      .join(', '),
  ),
  spelled('escaped-hex', /\\x|separat|hex/i, (c) =>
    pairs(c)
      .map((pair) => `\\x${pair}`)
      .join(''),
  ),
  spelled('postgres-bytea', /\\x|prefix|hex/i, (c) => `\\x${c.checksum}`),
  spelled('0x', /0x|prefix/i, (c) => `0x${c.checksum}`),
  spelled('urn', LABEL, (c) => `urn:sha256:${c.checksum}`),
  spelled('python-repr', /repr|b'|Python|escape/i, (c) => pythonRepr(digest(c))),
  spelled('python-bytes-of-hex', /b'|Python|quotes/i, (c) => `b'${c.checksum}'`),
  spelled('python-list', NUMBERS, (c) => `[${unsigned(c).join(', ')}]`),
  spelled('go-bytes', NUMBERS, (c) => `[${unsigned(c).join(' ')}]`),
  spelled('rust-debug', NUMBERS, (c) => `[${unsigned(c).join(', ')}]`),
  spelled('rust-debug-hex', /hex|list|bracket|separat/i, (c) => `[${pairs(c).join(', ')}]`),
  spelled('rust-some', /Some|quotes|parenthes|bracket/i, (c) => `Some("${c.checksum}")`),
  spelled(
    'php-array',
    NUMBERS,
    (c) =>
      `Array ( ${unsigned(c)
        .map((byte, n) => `[${n}] => ${byte}`)
        .join(' ')} )`,
  ),
  spelled('java-signed', SIGNED, (c) => `[${signed(c).join(', ')}]`),
  spelled('java-signed-joined', SIGNED, (c) => signed(c).join('')),
  spelled('java-big-integer', /BigInteger|leading zero|decimal|hex/i, (c) => number(c).toString()),
  spelled('java-int-hex', /sign|ff|negative|digits/i, (c) =>
    signed(c)
      .map((byte) => (byte >>> 0).toString(16))
      .join(''),
  ),
  spelled('no-padding', /one digit|leading zero|below 16|padd|two digits/i, (c) =>
    unsigned(c)
      .map((byte) => byte.toString(16))
      .join(''),
  ),
  spelled('decimal-bytes-joined', NUMBERS, (c) => unsigned(c).join('')),
  spelled('binary', /binary|bits/i, (c) =>
    unsigned(c)
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join(''),
  ),
  spelled('octal', /octal|none of|tried/i, (c) => number(c).toString(8)),
  spelled('decimal', /decimal/i, (c) => number(c).toString()),
  spelled('half', CUT, (c) => c.checksum.slice(0, 32)),
  spelled('first-8', CUT, (c) => c.checksum.slice(0, 8)),
  spelled('first-16', CUT, (c) => c.checksum.slice(0, 16)),
  spelled('cut-by-one', CUT, (c) => c.checksum.slice(0, -1)),
  spelled('last-half', /last|only|half/i, (c) => c.checksum.slice(32)),
  spelled('first-missing', /last|first|only|missing|63/i, (c) => c.checksum.slice(1)),
  spelled('one-more', /more|longer|65|too long/i, (c) => `${c.checksum}0`),
  spelled('reversed-bytes', /reverse/i, (c) => digest(c).reverse().toString('hex')),
  spelled('reversed-digits', /reverse/i, (c) => c.checksum.split('').reverse().join('')),
  spelled('words-swapped', /reverse|word|endian/i, (c) => digest(c).swap32().toString('hex')),
  spelled('twice', /twice|more digits|again/i, (c) => c.checksum + c.checksum),
  spelled('quotes', QUOTES, (c) => `"${c.checksum}"`),
  spelled('single-quotes', QUOTES, (c) => `'${c.checksum}'`),
  spelled('label', LABEL, (c) => `sha256:${c.checksum}`),
  spelled('label-space', LABEL, (c) => `checksum: ${c.checksum}`),
  spelled('openssl', LABEL, (c) => `SHA2-256(stdin)= ${c.checksum}`),
  spelled('openssl-stdin', LABEL, (c) => `(stdin)= ${c.checksum}`),
  spelled('name-before', LABEL, (c) => `${c.step} ${c.checksum}`),
  spelled(
    'random-before',
    /before|random_string|copy|command|second word/i,
    (c) => `${c.randomString} ${c.checksum}`,
  ),
  spelled('token-before', /before|token|second word/i, (c) => `${c.token} ${c.checksum}`),
  spelled('space-before', SPACE, (c) => ` ${c.checksum}`),
  spelled('bom-before', /byte.order mark|BOM/i, (c) => `\ufeff${c.checksum}`),
  spelled('sri', /sha256-|label|base64/i, (c) => `sha256-${digest(c).toString('base64')}`),
  spelled('angle-brackets', /bracket/i, (c) => `<${c.checksum}>`),
  spelled('brackets', /bracket/i, (c) => `[${c.checksum}]`),
];

const orders: readonly Mistake[] = [
  line('value-first', ORDER, (c) => `${c.value} ${c.checksum}`, HOLDS_ONE),
  line('value-first-one-word', ORDER, (c) => `Ada ${c.checksum}`, HOLDS_ONE),
  line('comma', SPACE, (c) => `${c.checksum},${c.value}`, HOLDS_ONE),
  line('comma-space', /comma|space|follow/i, (c) => `${c.checksum}, ${c.value}`, HOLDS_ONE),
  line('colon', SPACE, (c) => `${c.checksum}:${c.value}`, HOLDS_ONE),
  line('colon-space', /colon|space|follow/i, (c) => `${c.checksum}: ${c.value}`, HOLDS_ONE),
  line('tab', SPACE, (c) => `${c.checksum}\t${c.value}`, HOLDS_ONE),
  line('bar', SPACE, (c) => `${c.checksum}|${c.value}`, HOLDS_ONE),
  line('nothing-between', SPACE, (c) => `${c.checksum}${c.value}`, HOLDS_ONE),
  line('no-break-space', SPACE, (c) => `${c.checksum}\u00a0${c.value}`, HOLDS_ONE),
  line('nul-between', /NUL|space|separat/i, (c) => `${c.checksum}\0${c.value}`, HOLDS_ONE),
  line('json', JSON_LINE, (c) => JSON.stringify({ checksum: c.checksum, value: c.value }), HOLDS_ONE),
  line('json-array', /JSON|list|array|bracket/i, (c) => JSON.stringify([c.checksum, c.value]), HOLDS_ONE),
  line('json-spaced', JSON_LINE, (c) => `{"cksum": "${c.checksum}", "value": "${c.value}"}`, HOLDS_ONE),
  line(
    'python-tuple',
    /tuple|parenthes|Python|quotes|bracket/i,
    (c) => `('${c.checksum}', '${c.value}')`,
    HOLDS_ONE,
  ),
  line('csv', QUOTES, (c) => `"${c.checksum}","${c.value}"`, HOLDS_ONE),
  line('equals', /=|label|order|before/i, (c) => `${c.value}=${c.checksum}`, HOLDS_ONE),
  line('query', /label|order|before|name|=/i, (c) => `cksum=${c.checksum}&value=${c.value}`, HOLDS_ONE),
  line(
    'xml',
    /XML|tag|bracket|label/i,
    (c) => `<cksum>${c.checksum}</cksum><value>${c.value}</value>`,
    HOLDS_ONE,
  ),
  line('braces', /brace|bracket|placeholder/i, (c) => `{${c.checksum}} {${c.value}}`, HOLDS_ONE),
  line('brackets-both', /bracket/i, (c) => `<${c.checksum}> <${c.value}>`, HOLDS_ONE),
  line('whole-in-quotes', QUOTES, (c) => `"${c.checksum} ${c.value}"`, HOLDS_ONE),
  line('template', /template|\$|placeholder|variable|word|no checksum/i, () => '${cksum} ${value}'),
  line('format-left', /placeholder|format|no checksum|variable/i, () => '%s %s'),
  line('undefined', /undefined|not set|no checksum/i, (c) => `undefined ${c.value}`),
  line('none', /None|not set|no checksum/i, (c) => `None ${c.value}`),
  line(
    'function',
    /function|method|called|parenthes|no checksum/i,
    (c) => `<built-in method hexdigest of _hashlib.HASH object at 0x7f1> ${c.value}`,
  ),
  line('java-array', /\[B@|array|object|no checksum/i, (c) => `[B@1b6d3586 ${c.value}`),
  line('promise', /Promise|object|no checksum/i, (c) => `[object Promise] ${c.value}`),
  line(
    'perl-reference',
    /reference|object|no checksum/i,
    (c) => `Digest::SHA=SCALAR(0x55d0c8e3a2f8) ${c.value}`,
  ),
  line('value-alone', NO_CHECKSUM, (c) => c.value),
  line('name-and-value', /no checksum|name|copy|command/i, (c) => `${c.step} ${c.value}`),
  line('echo', /command itself|sent back|repeat/i, (c) => c.command),
  line('echo-first-word', /command itself|sent back|repeat/i, (c) => c.step),
  line('empty', /empty/i, () => ''),
  line('random-string-alone', /random_string|no checksum|copy/i, (c) => c.randomString),
  line('helloback', /answer to HELLO|sent again/i, () => 'HELLOBACK'),
  line('ok', /answer to DONE/i, () => 'OK'),
  line('suffix-again', /answer to WORK|sent again/i, (c) => c.suffix),
  line('cut-line', CUT, (c) => c.checksum.slice(0, 40)),
];

export const BODY_FORMS: readonly Mistake[] = [...spellings, ...orders];
