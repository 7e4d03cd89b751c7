import { sha256, type Bytes, type Client } from '../client.js';
import { answering, type Mistake } from '../mistake.js';
import { search } from '../search.js';

const BITS = 20;
const OFF_BY_ONE =
  /one (off|too (high|many|low|few|far))|off by one|(next|previous|before|after) (number|suffix|one)|\+ 1|i \+ 1|counter|suffix [+-] 1|neighbou?r/i;
const LABEL = /label|name before/i;
const QUOTES = /quotes/i;
const MORE = /follow|after the suffix|something/i;
const BEFORE = /token was sent|before the suffix|suffix alone|label/i;
const DIGEST = /digest/i;
const JSON_LINE = /JSON/i;
const HEX = /hex/i;

/** The number of a right suffix: decimal counters from 0. */
function solved({ token, nBits }: Client): number {
  return search('solved', { lucky: true }, token, nBits).n;
}

type Sends = (suffix: string, client: Client, n: number) => Bytes;

const row = (id: string, named: RegExp, sends: Sends): Mistake =>
  answering(`work.sent-${id}`, 'WORK', named, { work: (client) => sent(client, sends) }, { nBits: BITS });

function sent(client: Client, sends: Sends): Bytes {
  const n = solved(client);
  return sends(String(n), client, n);
}

const digestOf = (client: Client, suffix: string): string => sha256(client.token + suffix).toString('hex');

export const WORK_SENT: readonly Mistake[] = [
  row('plus-one', OFF_BY_ONE, (_, __, n) => `${n + 1}\n`),
  row('minus-one', OFF_BY_ONE, (_, __, n) => `${n - 1}\n`),
  row('plus-two', OFF_BY_ONE, (_, __, n) => `${n + 2}\n`),
  row('token-before', BEFORE, (s, { token }) => `${token}${s}\n`),
  row('token-space-before', BEFORE, (s, { token }) => `${token} ${s}\n`),
  row('token-colon-before', BEFORE, (s, { token }) => `${token}:${s}\n`),
  row('token-after', /token|follow/i, (s, { token }) => `${s}${token}\n`),
  row('token-alone', /token/i, (_, { token }) => `${token}\n`),
  row('n-bits-after', MORE, (s, { nBits }) => `${s} ${nBits}\n`),
  row('digest-alone', DIGEST, (s, client) => `${digestOf(client, s)}\n`),
  row('digest-upper', DIGEST, (s, client) => `${digestOf(client, s).toUpperCase()}\n`),
  row('digest-before', /digest|before|last word|alone/i, (s, client) => `${digestOf(client, s)} ${s}\n`),
  row('digest-after', MORE, (s, client) => `${s} ${digestOf(client, s)}\n`),
  row(
    'digest-after-colon',
    /follow|after|something|colon|digest/i,
    (s, client) => `${s}:${digestOf(client, s)}\n`,
  ),
  row('digest-base64', DIGEST, (s, client) => `${sha256(client.token + s).toString('base64')}\n`),
  row('command-before', /command|copy/i, (s, { command }) => `${command} ${s}\n`),
  row('word-before', /command|copy/i, (s) => `WORK ${s}\n`),
  row('label', LABEL, (s) => `suffix: ${s}\n`),
  row('label-equals', LABEL, (s) => `suffix=${s}\n`),
  row('label-nonce', LABEL, (s) => `Nonce found: ${s}\n`),
  row('json', JSON_LINE, (s) => `{"suffix":"${s}"}\n`),
  row('json-number', JSON_LINE, (s) => `{"suffix": ${s}}\n`),
  row(
    'python-tuple',
    /tuple|bracket|quotes|list|Python|parenthes/i,
    (s, client) => `('${s}', '${digestOf(client, s)}')\n`,
  ),
  row('js-array', /bracket|list|array|JSON/i, (s) => `[${s}]\n`),
  row('rust-some', /Some|Rust|word|in the line|part/i, (s) => `Some(${s})\n`),
  row('quotes', QUOTES, (s) => `"${s}"\n`),
  row('python-bytes', /Python|b'/i, (s) => `b'${s}'\n`),
  row('space-before', /white ?space|space/i, (s) => ` ${s}\n`),
  row('space-after', /white ?space|space/i, (s) => `${s} \n`),
  row('cr', /\bCR\b/, (s) => `${s}\r\n`),
  row('hex', HEX, (_, __, n) => `${n.toString(16)}\n`),
  row('0x', HEX, (_, __, n) => `0x${n.toString(16)}\n`),
  row('hex-of-text', HEX, (s) => `${Buffer.from(s).toString('hex')}\n`),
  row('base64-of-text', /base64/i, (s) => `${Buffer.from(s).toString('base64')}\n`),
  row('float', /\.0|float|decimal|digits/i, (s) => `${s}.0\n`),
  row('grouped', /comma|group|thousand|separat|digits/i, (_, __, n) => `${n.toLocaleString('en')}\n`),
  row('exponent', /exponent|float|digits|precision|none of|tried/i, (_, __, n) => `${n.toExponential(5)}\n`),
  row('zeros-before', /zero|pad|digits/i, (s) => `${s.padStart(12, '0')}\n`),
  row('cut', /cut|last|digit|character|none of|tried/i, (s) => `${s.slice(0, -1)}\n`),
  row('long-literal', /letter|L\b|n\b|follow|after|digits/i, (s) => `${s}n\n`),
  row('plus-sign', /\+|sign|before|digits/i, (s) => `+${s}\n`),
  row('twice', /twice|again|follow/i, (s) => `${s}${s}\n`),
  row('two-of-them', MORE, (s, _, n) => `${s} ${n + 1}\n`),
  row('hash-rate', MORE, (s) => `${s} (1234567 hashes/s)\n`),
  row('helloback-again', /answer to HELLO|sent again/i, () => 'HELLOBACK\n'),
  row('echo', /command itself|sent back|repeat/i, (_, { command }) => `${command}\n`),
  row('empty', /empty/i, () => '\n'),
  row('undefined', /undefined|unset|variable/i, () => 'undefined\n'),
  row('none', /None|unset|variable/i, () => 'None\n'),
  row('object', /\[object|object/i, () => '[object Object]\n'),
  row('promise', /Promise|object|await/i, () => '[object Promise]\n'),
  row(
    'array-of-bytes',
    /bytes|decimal|numbers|list|bracket/i,
    (s) => `[${[...Buffer.from(s)].join(', ')}]\n`,
  ),
  row(
    'checksum-answer',
    /checksum|digest|follow|body|value|answer to/i,
    (s, { token }) => `${sha256(token).toString('hex')} ${s}\n`,
  ),
  row('ok', /answer to DONE|answer/i, () => 'OK\n'),
  row('http', /HTTP/, () => 'GET /work HTTP/1.1\r\n'),
];
