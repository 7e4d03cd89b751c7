import { createHash } from 'node:crypto';
import type { HashInput } from './inputs.js';

const AS_SENT = 'Hash the characters of the suffix just as you send them.';
/** A counter that is longer than this is not a counter. */
const MAX_DIGITS = 19;
/** The most numbers that one growing hash is tried over. */
const MAX_COUNT = 3_000_000;
const CHUNK = 10_000;

/** A suffix a step or two before or after the one that was sent. */
export interface Neighbour {
  readonly suffix: string;
  readonly found: string;
  readonly instead: string;
}

/** Returns the suffixes whose number is one or two less or more: the counter was changed between the hash and the answer. */
export function neighbours(suffix: string): Neighbour[] {
  const match = /^([^]*?)(\d+)(\D*)$/.exec(suffix);
  const digits = match?.[2] ?? '';
  if (match === null || digits.length > MAX_DIGITS) return hexNeighbours(suffix);
  const [, before = '', , after = ''] = match;
  const step = (by: bigint): string | null => {
    const number = BigInt(digits) + by;
    if (number < 0n) return null;
    const text = number.toString();
    return `${before}${digits.startsWith('0') ? text.padStart(digits.length, '0') : text}${after}`;
  };
  return [...stepped(step), ...hexNeighbours(suffix)];
}

function hexNeighbours(suffix: string): Neighbour[] {
  if (!/^(?:0x)?[0-9a-f]{1,16}$/i.test(suffix) || !/[a-f]/i.test(suffix.replace(/^0x/, ''))) return [];
  const prefix = suffix.startsWith('0x') ? '0x' : '';
  const digits = suffix.slice(prefix.length);
  const step = (by: bigint): string | null => {
    const number = BigInt(`0x${digits}`) + by;
    if (number < 0n) return null;
    const text = number.toString(16).padStart(digits.startsWith('0') ? digits.length : 1, '0');
    return prefix + (/[A-F]/.test(digits) ? text.toUpperCase() : text);
  };
  return stepped(step);
}

/** One step, and two: a loop and a generator that both go on. */
function stepped(step: (by: bigint) => string | null): Neighbour[] {
  return [-1n, 1n, -2n, 2n].flatMap((by) => {
    const suffix = step(by);
    if (suffix === null) return [];
    const [count, steps] = by === 1n || by === -1n ? ['one', 'one step'] : ['two', 'two steps'];
    const [which, where, how] = by < 0n ? ['less', 'after', 'went on'] : ['more', 'before', 'fell back'];
    return [
      {
        suffix,
        found: `The suffix whose number is ${count} ${which} is right: yours comes ${steps} ${where} it.`,
        instead: `Send the suffix that you have hashed: your counter ${how} between the hash and the answer.`,
      },
    ];
  });
}

/** Returns inputs with the number or the bytes that the suffix stands for, instead of its text. */
export function rawSuffixes(token: string, suffix: string): HashInput[] {
  const raw: (readonly [string, Uint8Array | string])[] = [];
  if (/^[0-9]{1,19}$/.test(suffix)) raw.push(...numberForms(BigInt(suffix), suffix));
  if (/^(?:[0-9a-f]{2})+$/i.test(suffix)) {
    raw.push(
      ['the bytes that the suffix is the hex of', Buffer.from(suffix, 'hex')],
      ['these bytes in reverse order', Buffer.from(suffix, 'hex').reverse()],
      ['the suffix in lower case', suffix.toLowerCase()],
      ['the suffix in upper case', suffix.toUpperCase()],
    );
  }
  const hex = /^(?:0x)?([0-9a-f]{1,16})$/i.exec(suffix)?.[1];
  if (hex !== undefined) {
    const number = BigInt(`0x${hex}`);
    raw.push(
      ['the number that the suffix is the hex of, in decimal', number.toString()],
      ['the suffix in hex without leading zeros', number.toString(16)],
      ['the suffix in hex with 0x', `0x${hex}`],
    );
    if (number < 2n ** 63n) raw.push(...binaryForms(number));
  }
  if (/^[A-Za-z0-9+/_-]{2,}={0,2}$/.test(suffix)) {
    raw.push(
      ['the bytes that the suffix is the base64 of', Buffer.from(suffix, 'base64')],
      ['the base64 of the suffix', Buffer.from(suffix).toString('base64')],
      ['the suffix without its first character', suffix.slice(1)],
      ['the suffix without its last character', suffix.slice(0, -1)],
    );
  }
  const own = Buffer.from(suffix);
  const seen = new Set([own.toString('latin1')]);
  return raw.flatMap(([name, form]) => {
    const bytes = Buffer.from(form);
    const key = bytes.toString('latin1');
    if (seen.has(key)) return [];
    seen.add(key);
    return [
      { formula: `token + ${name}`, bytes: Buffer.concat([Buffer.from(token), bytes]), fixes: [AS_SENT] },
    ];
  });
}

function numberForms(number: bigint, suffix: string): (readonly [string, Uint8Array | string])[] {
  const hex = number.toString(16);
  const padded = [4, 6, 8, 10, 12, 16, 20].filter((width) => width > suffix.length);
  return [
    ...binaryForms(number),
    ['the suffix in hex', hex],
    ['the suffix in upper-case hex', hex.toUpperCase()],
    ['the suffix in hex with 0x', `0x${hex}`],
    ['the suffix in hex, 8 digits', hex.padStart(8, '0')],
    ['the suffix in hex, 16 digits', hex.padStart(16, '0')],
    ['the suffix in binary', number.toString(2)],
    ['the suffix in octal', number.toString(8)],
    ['the suffix in base 36', number.toString(36)],
    ['the suffix with ".0"', `${suffix}.0`],
    ['the suffix with commas between thousands', suffix.replace(/\B(?=(?:\d{3})+$)/g, ',')],
    ['the suffix as a number with an exponent', Number(suffix).toExponential()],
    ['the suffix without leading zeros', number.toString()],
    ['the suffix with "n"', `${suffix}n`],
    ['"-" and the suffix', `-${suffix}`],
    ...padded.map(
      (width) => [`the suffix with zeros before it, ${width} digits`, suffix.padStart(width, '0')] as const,
    ),
    ...padded.map(
      (width) => [`the suffix with spaces before it, ${width} characters`, suffix.padStart(width)] as const,
    ),
  ];
}

function binaryForms(number: bigint): (readonly [string, Uint8Array])[] {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(number);
  const start = bytes.findIndex((byte) => byte !== 0);
  const shortest = start === -1 ? Buffer.alloc(1) : bytes.subarray(start);
  return [
    ['the suffix as a 64-bit number (big-endian)', bytes],
    ['the suffix as a 64-bit number (little-endian)', Buffer.from(bytes).reverse()],
    ['the suffix as a 32-bit number (big-endian)', bytes.subarray(4)],
    ['the suffix as a 32-bit number (little-endian)', Buffer.from(bytes.subarray(4)).reverse()],
    ['the suffix as a number in as few bytes as it needs', shortest],
    ['the suffix as a number in as few bytes as it needs (little-endian)', Buffer.from(shortest).reverse()],
  ];
}

/**
 * Returns the digests of one hash that was never begun anew: of the token and all numbers up to the suffix. Empty for a suffix that is no
 * small number.
 */
export function growingDigests(token: string, suffix: string): { from: number; digest: Buffer }[] {
  if (!/^(?:0|[1-9]\d{0,6})$/.test(suffix) || Number(suffix) > MAX_COUNT) return [];
  const fromZero = createHash('sha256').update(token);
  const fromOne = createHash('sha256').update(token);
  for (let start = 0; start <= Number(suffix); start += CHUNK) {
    const length = Math.min(CHUNK, Number(suffix) + 1 - start);
    const text = Array.from({ length }, (_, i) => start + i).join('');
    fromZero.update(text);
    fromOne.update(start === 0 ? text.slice(1) : text);
  }
  return [
    { from: 0, digest: fromZero.digest() },
    { from: 1, digest: fromOne.digest() },
  ];
}
