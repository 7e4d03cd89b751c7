import { MAX_BODY_NAME_CHARS, MAX_N_BITS, MAX_TOKEN_CHARS } from './limits.js';

/** What the words of a command may be made of. PROTOCOL.md, section 1. Each rule says itself in words, for messages. */

const TOKEN = new RegExp(`^[A-Za-z0-9_-]{1,${MAX_TOKEN_CHARS}}$`);
const BODY_NAME = new RegExp(`^[A-Z0-9_]{1,${MAX_BODY_NAME_CHARS}}$`);
const RESERVED = new Set(['HELLO', 'HELLOBACK', 'WORK', 'DONE', 'OK', 'FAIL']);

export const TOKEN_RULE = `1 to ${MAX_TOKEN_CHARS} characters of A-Z a-z 0-9 _ -`;
export const N_BITS_RULE = `an integer from 0 to ${MAX_N_BITS}`;
export const BODY_NAME_RULE =
  `1 to ${MAX_BODY_NAME_CHARS} characters of A-Z 0-9 _, ` + `and none of ${[...RESERVED].join(' ')}`;

/** A token, a random string, or a suffix as this package's solver makes them. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

export function isNBits(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_N_BITS;
}

export function isBodyName(text: string): boolean {
  return BODY_NAME.test(text) && !RESERVED.has(text);
}
