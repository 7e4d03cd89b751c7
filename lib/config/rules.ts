import { ConfigError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';
import { MAX_N_BITS } from '../protocol/limits.js';
import {
  CONFIGURABLE_NAME_PATTERN,
  CONFIGURABLE_NAME_RULE,
  isConfigurableName,
  isToken,
  TOKEN_PATTERN,
  TOKEN_RULE,
} from '../protocol/rules.js';
import { LOG_LEVELS, type LogLevel } from './log-levels.js';
import { maskUrl } from './mask-url.js';
import { parseQuantity } from './units.js';
import type { NumberForm, QuantityForm, ValueForm } from './value-form.js';

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
  /** What configuration files, the JSON Schema and completion have to know about the value. */
  readonly form: ValueForm;
  /** Whether the value can also be false, as `records: false` in a file. Default false. */
  readonly acceptsFalse?: boolean;
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
/** More than one process serves. */
const MAX_COUNT = 1_000_000;

export const hostRule = textRule(
  `a host name or an address: 1 to ${MAX_HOST_CHARS} characters, no spaces, no control characters`,
  (text) => text.length <= MAX_HOST_CHARS && /^[^\s\p{C}]+$/u.test(text),
  { kind: 'text', pattern: `^[^\\s\\p{C}]{1,${MAX_HOST_CHARS}}$` },
);
/** A port to listen on. */
export const portRule = integerRule(0, 65_535);
export const fileRule = textRule(
  'the path of a file: not empty, no NUL character',
  (text) => text !== '' && !text.includes('\0'),
  { kind: 'file' },
);
export const timeoutRule = durationRule(MIN_TIMEOUT_SECONDS, MAX_TIMEOUT_SECONDS);
/** A wait that can be none. */
export const waitRule = durationRule(0, MAX_TIMEOUT_SECONDS);
export const switchRule: OptionRule<boolean> = {
  description: 'true or false',
  validate: (value) => typeof value === 'boolean',
  // A switch on the command line has no text. Other sources have one.
  parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  form: { kind: 'switch' },
};
export const tokenRule = textRule(TOKEN_RULE, isToken, { kind: 'text', pattern: TOKEN_PATTERN });
export const nBitsRule = integerRule(0, MAX_N_BITS);
export const requestsRule = integerRule(1, MAX_REQUESTS);
export const failRateRule = numberRule(
  { kind: 'number', min: 0, max: 1 },
  'a number from 0 to 1, such as 0.111',
);
export const threadsRule = integerRule(1, MAX_THREADS);
export const benchSecondsRule = integerRule(1, MAX_BENCH_SECONDS);
/** How many of something, at least one. */
export const countRule = integerRule(1, MAX_COUNT);
/** How many of something; 0 switches the limit off. */
export const limitRule = integerRule(0, MAX_COUNT);
export const perSecondRule = numberRule(
  { kind: 'number', min: 0, max: MAX_COUNT },
  `a number from 0 to ${MAX_COUNT}`,
);
export const logLevelRule = choiceRule<LogLevel>(LOG_LEVELS);
export const bodyNamesRule: OptionRule<readonly string[]> = {
  description: `1 to ${MAX_BODY_NAMES} different names, each ${CONFIGURABLE_NAME_RULE}`,
  validate: (value): value is readonly string[] =>
    isList(value, MAX_BODY_NAMES, (name) => typeof name === 'string' && isConfigurableName(name)) &&
    new Set(value).size === value.length,
  parse: (text) => text.split(','),
  form: {
    kind: 'list',
    items: { kind: 'text', pattern: CONFIGURABLE_NAME_PATTERN },
    minItems: 1,
    maxItems: MAX_BODY_NAMES,
    unique: true,
  },
};
/** Ports to connect to, in this order. */
export const portsRule: OptionRule<readonly number[]> = {
  description: `1 to ${MAX_PORTS} ports, each an integer from 1 to 65535`,
  validate: (value): value is readonly number[] =>
    isList(value, MAX_PORTS, (port) => portRule.validate(port) && port > 0),
  parse: (text) => text.split(',').map(readInteger),
  form: {
    kind: 'list',
    items: { kind: 'integer', min: 1, max: 65_535 },
    minItems: 1,
    maxItems: MAX_PORTS,
    unique: false,
  },
};

/** Extends a rule: the value can also be null. */
export function orNull<T>(rule: OptionRule<T>): OptionRule<T | null> {
  return { ...rule, validate: (value): value is T | null => value === null || rule.validate(value) };
}

/** Returns whether a text is meant as true or false. Where false is a value, such a text is no path of a file. */
export function isSwitchWord(text: string): boolean {
  return /^(?:true|false|yes|no|on|off)$/i.test(text);
}

/** Extends a rule: the value can also be false, which switches the option off. */
export function orFalse<T>(rule: OptionRule<T>): OptionRule<T | false> {
  return {
    ...rule,
    acceptsFalse: true,
    validate: (value): value is T | false => value === false || rule.validate(value),
  };
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
  const shown = escapeText(maskUrl(text));
  return text === '' || /[\s"]/.test(text) ? `"${shown}"` : shown;
}

function describeValue(value: unknown): string {
  if (typeof value === 'string') return `"${escapeText(maskUrl(value))}" (string)`;
  if (value === null || value === undefined || typeof value === 'number') return String(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return `${String(value)} (${typeof value})`;
  return Array.isArray(value) ? `(array of ${value.length})` : `(${typeof value})`;
}

/** @param isValid whether a text is a value. The form need not say all of it */
export function textRule(
  description: string,
  isValid: (text: string) => boolean,
  form: ValueForm = { kind: 'text' },
): OptionRule<string> {
  return {
    description,
    validate: (value): value is string => typeof value === 'string' && isValid(value),
    parse: (text) => text,
    form,
  };
}

export function integerRule(min: number, max: number): OptionRule<number> {
  return {
    description: `an integer from ${min} to ${max}`,
    validate: (value): value is number =>
      typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max,
    parse: readInteger,
    form: { kind: 'integer', min, max },
  };
}

/** One of some words. A text of another case means the same. */
export function choiceRule<T extends string>(values: readonly T[]): OptionRule<T> {
  return {
    description: `one of ${values.join(' ')}`,
    validate: (value): value is T => values.some((choice) => choice === value),
    parse: (text) => values.find((choice) => sameWord(choice, text)),
    form: { kind: 'choice', values },
  };
}

/** A number of seconds. In a file it has a unit, such as `30m`. */
export function durationRule(min: number, max: number): OptionRule<number> {
  return numberRule({ kind: 'duration', min, max }, `a number of seconds from ${min} to ${max}`);
}

/** A whole number of milliseconds. In a file it has a unit, such as `70ms`. */
export function millisecondsRule(min: number, max: number): OptionRule<number> {
  return {
    ...integerRule(min, max),
    description: `a number of milliseconds from ${min} to ${max}`,
    form: { kind: 'milliseconds', min, max },
  };
}

/** A number of bytes. A text has its unit, such as `100MB`, on the command line too; only 0 needs none. */
export function sizeRule(min: number, max: number): OptionRule<number> {
  return {
    ...integerRule(min, max),
    description: 'a size with its unit, such as 100MB or 1.5GiB',
    parse: (text) => (text === '0' ? 0 : parseQuantity('size', text)),
    form: { kind: 'size', min, max },
  };
}

export function numberRule(form: NumberForm | QuantityForm, description: string): OptionRule<number> {
  return {
    description,
    validate: (value): value is number => typeof value === 'number' && value >= form.min && value <= form.max,
    parse: (text) => (/^(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(text) ? Number(text) : undefined),
    form,
  };
}

// ASCII only: toUpperCase also converts a dotless i to I.
function sameWord(word: string, text: string): boolean {
  return /^[A-Za-z]+$/.test(text) && text.toUpperCase() === word.toUpperCase();
}

// Number() would also accept "0x10", "1e3", " 7" and "".
function readInteger(text: string): number | undefined {
  return /^(0|[1-9][0-9]*)$/.test(text) ? Number(text) : undefined;
}

function isList(value: unknown, max: number, isValid: (item: unknown) => boolean): value is unknown[] {
  return Array.isArray(value) && value.length >= 1 && value.length <= max && value.every(isValid);
}
