import { MAX_BODY_NAME_CHARS, MAX_N_BITS, MAX_TOKEN_CHARS } from './limits.js';

/** The rules for the words of a command. PROTOCOL.md, section 1. Each rule has a text for messages. */

/** The words that are commands of their own. No request can have such a name. */
const COMMAND_WORDS = ['HELLO', 'WORK', 'DONE', 'FAIL'];
/** The words of both sides. A client has to answer a request named `OK`, but an operator has no good reason to make one. */
const RESERVED = ['HELLO', 'HELLOBACK', 'WORK', 'DONE', 'OK', 'FAIL'];

/** The rules as regular expressions, also for other programs. */
export const TOKEN_PATTERN = `^[A-Za-z0-9_-]{1,${MAX_TOKEN_CHARS}}$`;
export const CONFIGURABLE_NAME_PATTERN = nameExcept(RESERVED);

const TOKEN = new RegExp(TOKEN_PATTERN);
const REQUEST_NAME = new RegExp(nameExcept(COMMAND_WORDS));
const CONFIGURABLE_NAME = new RegExp(CONFIGURABLE_NAME_PATTERN);

export const TOKEN_RULE = `1 to ${MAX_TOKEN_CHARS} characters of A-Z a-z 0-9 _ -`;
export const N_BITS_RULE = `an integer from 0 to ${MAX_N_BITS}`;
export const REQUEST_NAME_RULE = nameRuleExcept(COMMAND_WORDS);
export const CONFIGURABLE_NAME_RULE = nameRuleExcept(RESERVED);

/** Returns whether a text is a token or a random string. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

export function isNBits(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_N_BITS;
}

/** Returns whether a text is the name of a request: a client has to answer it. */
export function isRequestName(text: string): boolean {
  return REQUEST_NAME.test(text);
}

/** Returns whether a server may be told to ask for this name. Stricter than {@link isRequestName}: see `RESERVED`. */
export function isConfigurableName(text: string): boolean {
  return CONFIGURABLE_NAME.test(text);
}

function nameExcept(words: readonly string[]): string {
  return `^(?!(?:${words.join('|')})$)[A-Z0-9_]{1,${MAX_BODY_NAME_CHARS}}$`;
}

function nameRuleExcept(words: readonly string[]): string {
  return `1 to ${MAX_BODY_NAME_CHARS} characters of A-Z 0-9 _, and none of ${words.join(' ')}`;
}
