import { MAX_BODY_NAME_CHARS, MAX_N_BITS, MAX_TOKEN_CHARS } from './limits.js';

/** The rules for the words of a command. PROTOCOL.md, section 1. Each rule has a text for messages. */

const RESERVED = ['HELLO', 'HELLOBACK', 'WORK', 'DONE', 'OK', 'FAIL'];

/** The rules as regular expressions, also for other programs. */
export const TOKEN_PATTERN = `^[A-Za-z0-9_-]{1,${MAX_TOKEN_CHARS}}$`;
export const BODY_NAME_PATTERN = `^(?!(?:${RESERVED.join('|')})$)[A-Z0-9_]{1,${MAX_BODY_NAME_CHARS}}$`;

const TOKEN = new RegExp(TOKEN_PATTERN);
const BODY_NAME = new RegExp(BODY_NAME_PATTERN);

export const TOKEN_RULE = `1 to ${MAX_TOKEN_CHARS} characters of A-Z a-z 0-9 _ -`;
export const N_BITS_RULE = `an integer from 0 to ${MAX_N_BITS}`;
export const BODY_NAME_RULE =
  `1 to ${MAX_BODY_NAME_CHARS} characters of A-Z 0-9 _, ` + `and none of ${RESERVED.join(' ')}`;

/** Returns whether a text is a token or a random string. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

export function isNBits(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_N_BITS;
}

export function isBodyName(text: string): boolean {
  return BODY_NAME.test(text);
}
