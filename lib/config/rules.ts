import { ConfigError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';
import { MAX_N_BITS } from '../protocol/limits.js';
import { LOG_LEVELS, type LogLevel } from './log-levels.js';
import { BODY_NAME_RULE, isBodyName, isToken, TOKEN_RULE } from '../protocol/rules.js';

/**
 * The rule for an option's value. The library checks a value with `validate`. The command line first parses a text with `parse`, then
 * uses the same check, so both refuse the same values.
 */
export interface OptionRule<T> {
  /** The end of the sentence "must be …". */
  readonly description: string;
  readonly validate: (value: unknown) => value is T;
  /** Parses a text from a shell. Returns undefined if it is malformed. */
  readonly parse: (text: string) => unknown;
}

/** Node's timers count milliseconds in 31 bits. A longer timer would fire at once. */
const MAX_TIMEOUT_SECONDS = 2_147_483;
const MIN_TIMEOUT_SECONDS = 0.001;
const MAX_REQUESTS = 10_000;
const MAX_BODY_NAMES = 1_000;
const MAX_PORTS = 1_000;
/** More threads would cost memory, and speed up nothing on today's machines. */
export const MAX_THREADS = 256;
const MAX_BENCH_SECONDS = 3600;
const MAX_HOST_CHARS = 255;

export const hostRule = textRule(
  `a host name or an address: 1 to ${MAX_HOST_CHARS} characters, no spaces, no control characters`,
  (text) => text.length <= MAX_HOST_CHARS && /^[^\s\p{C}]+$/u.test(text),
);
/** A port to listen on. */
export const portRule = integerRule(0, 65_535);
export const fileRule = textRule('the path of a file: not empty, no NUL character', (text) => {
  return text !== '' && !text.includes('\0');
});
export const timeoutRule = numberRule(
  MIN_TIMEOUT_SECONDS,
  MAX_TIMEOUT_SECONDS,
  `a number of seconds from ${MIN_TIMEOUT_SECONDS} to ${MAX_TIMEOUT_SECONDS}`,
);
/** A wait that can be none. */
export const waitRule = numberRule(
  0,
  MAX_TIMEOUT_SECONDS,
  `a number of seconds from 0 to ${MAX_TIMEOUT_SECONDS}`,
);
export const switchRule: OptionRule<boolean> = {
  description: 'true or false',
  validate: (value) => typeof value === 'boolean',
  // A switch on the command line has no text. Other sources have one.
  parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
};
export const tokenRule = textRule(TOKEN_RULE, isToken);
export const nBitsRule = integerRule(0, MAX_N_BITS);
export const requestsRule = integerRule(1, MAX_REQUESTS);
export const failRateRule = numberRule(0, 1, 'a number from 0 to 1, such as 0.111');
export const threadsRule = integerRule(1, MAX_THREADS);
export const benchSecondsRule = integerRule(1, MAX_BENCH_SECONDS);
export const logLevelRule: OptionRule<LogLevel> = {
  description: `one of ${LOG_LEVELS.join(' ')}`,
  validate: (value): value is LogLevel => LOG_LEVELS.some((level) => level === value),
  // ASCII only: toUpperCase also converts a dotless i to I.
  parse: (text) => (/^[A-Za-z]+$/.test(text) ? text.toUpperCase() : undefined),
};
export const bodyNamesRule: OptionRule<readonly string[]> = {
  description: `1 to ${MAX_BODY_NAMES} different names, each ${BODY_NAME_RULE}`,
  validate: (value): value is readonly string[] =>
    isList(value, MAX_BODY_NAMES, (name) => typeof name === 'string' && isBodyName(name)) &&
    new Set(value).size === value.length,
  parse: (text) => text.split(','),
};
/** Ports to connect to, in this order. */
export const portsRule: OptionRule<readonly number[]> = {
  description: `1 to ${MAX_PORTS} ports, each an integer from 1 to 65535`,
  validate: (value): value is readonly number[] =>
    isList(value, MAX_PORTS, (port) => portRule.validate(port) && port > 0),
  parse: (text) => text.split(',').map(readInteger),
};

/** Extends a rule: the value can also be null. */
export function orNull<T>(rule: OptionRule<T>): OptionRule<T | null> {
  return { ...rule, validate: (value): value is T | null => value === null || rule.validate(value) };
}

/** Extends a rule: the value can also be false, which switches the option off. */
export function orFalse<T>(rule: OptionRule<T>): OptionRule<T | false> {
  return { ...rule, validate: (value): value is T | false => value === false || rule.validate(value) };
}

/**
 * Returns the value if it satisfies the rule.
 * @throws {ConfigError} `invalid_option`: the message has the option, the value, its type and the rule
 */
export function checkOption<T>(rule: OptionRule<T>, label: string, value: unknown): T {
  if (rule.validate(value)) return value;
  throw invalidOption(label, describeValue(value), `must be ${rule.description}`);
}

/**
 * Parses a text from a shell and checks its value.
 * @throws {ConfigError} `invalid_option`: the message has the option, the text and the rule
 */
export function readOption<T>(rule: OptionRule<T>, label: string, text: string): T {
  const value = rule.parse(text);
  if (rule.validate(value)) return value;
  throw invalidOption(label, describeText(text), `must be ${rule.description}`);
}

/** @param value the value for the message, already escaped; empty for none */
export function invalidOption(label: string, value: string, problem: string): ConfigError {
  return new ConfigError('invalid_option', `${label}${value === '' ? '' : ` ${value}`}: ${problem}`);
}

/** Escapes a text from a shell for a message. Adds quotes if its start and end would not be visible. Hides the password of a URL. */
export function describeText(text: string): string {
  const shown = escapeText(text.replace(/(:\/\/[^/\s:@]*):[^/\s]*@/, '$1:***@'));
  return text === '' || /[\s"]/.test(text) ? `"${shown}"` : shown;
}

function describeValue(value: unknown): string {
  if (typeof value === 'string') return `"${escapeText(value)}" (string)`;
  if (value === null || value === undefined || typeof value === 'number') return String(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return `${String(value)} (${typeof value})`;
  return Array.isArray(value) ? `(array of ${value.length})` : `(${typeof value})`;
}

export function textRule(description: string, isValid: (text: string) => boolean): OptionRule<string> {
  return {
    description,
    validate: (value): value is string => typeof value === 'string' && isValid(value),
    parse: (text) => text,
  };
}

export function integerRule(min: number, max: number): OptionRule<number> {
  return {
    description: `an integer from ${min} to ${max}`,
    validate: (value): value is number =>
      typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max,
    parse: readInteger,
  };
}

function numberRule(min: number, max: number, description: string): OptionRule<number> {
  return {
    description,
    validate: (value): value is number => typeof value === 'number' && value >= min && value <= max,
    parse: (text) => (/^(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(text) ? Number(text) : undefined),
  };
}

// Number() would also accept "0x10", "1e3", " 7" and "".
function readInteger(text: string): number | undefined {
  return /^(0|[1-9][0-9]*)$/.test(text) ? Number(text) : undefined;
}

function isList(value: unknown, max: number, isValid: (item: unknown) => boolean): value is unknown[] {
  return Array.isArray(value) && value.length >= 1 && value.length <= max && value.every(isValid);
}
