import { escapeText } from '../../../protocol/escape.js';

/** Reads a value of JSON that a stranger sent. Its type is what it returns. */
export type Read<T> = (value: unknown, path: string) => T;

/** A value breaks its rule. The message has its path and the rule, and nothing of the value. */
export class ShapeError extends Error {
  constructor(path: string, rule: string) {
    super(`${escapeText(path)} must be ${rule}`);
    this.name = 'ShapeError';
  }
}

/** The greatest time of a Date, in milliseconds; more than any count. */
const MAX_NUMBER = 8.64e15;
const MAX_KEYS = 500;
const MAX_KEY_CHARS = 1000;

export const number: Read<number> = (value, path) => {
  if (typeof value === 'number' && Math.abs(value) <= MAX_NUMBER) return value;
  throw new ShapeError(path, 'a number');
};

export const boolean: Read<boolean> = (value, path) => {
  if (typeof value === 'boolean') return value;
  throw new ShapeError(path, 'true or false');
};

/** A text for a terminal. A longer one is cut. */
export function text(maxChars: number): Read<string> {
  return (value, path) => {
    if (typeof value === 'string') return escapeRest(value, maxChars);
    throw new ShapeError(path, 'a text');
  };
}

/** A text that is sent back as it came, and never shown. */
export const key: Read<string> = (value, path) => {
  if (typeof value === 'string' && value.length <= MAX_KEY_CHARS) return value;
  throw new ShapeError(path, `a text of at most ${MAX_KEY_CHARS} characters`);
};
export function nullable<T>(read: Read<T>): Read<T | null> {
  // What an older server does not send is not known.
  return (value, path) => (value === null || value === undefined ? null : read(value, path));
}

export function list<T>(read: Read<T>, maxItems: number): Read<readonly T[]> {
  return (value, path) => {
    if (Array.isArray(value) && value.length <= maxItems) {
      return value.map((item, index) => read(item, `${path}[${index}]`));
    }
    throw new ShapeError(path, `a list of at most ${maxItems} items`);
  };
}

/** Counts by name. */
export const counts: Read<ReadonlyMap<string, number>> = (value, path) => {
  const entries = Object.entries(plain(value, path));
  if (entries.length > MAX_KEYS) throw new ShapeError(path, `an object of at most ${MAX_KEYS} names`);
  return new Map(entries.map(([name, count]) => [escapeRest(name, 100), number(count, `${path}.${name}`)]));
};

type Fields = Readonly<Record<string, Read<unknown>>>;

/** An object with these fields. Others are ignored: a newer server may send them. */
export function object<F extends Fields>(
  fields: F,
): Read<{ readonly [Name in keyof F]: ReturnType<F[Name]> }> {
  const entries = Object.entries(fields);
  return (value, path) => {
    const given = plain(value, path);
    const result = entries.map(([name, read]) => [
      name,
      read(Object.hasOwn(given, name) ? given[name] : undefined, path === '' ? name : `${path}.${name}`),
    ]);
    return Object.fromEntries(result) as { readonly [Name in keyof F]: ReturnType<F[Name]> };
  };
}

/**
 * Escapes what could move a cursor or hide something, and keeps the backslashes: a text of a server has its escapes already.
 * @param maxChars a longer text is cut
 */
export function escapeRest(value: string, maxChars: number): string {
  const cut = value.length > maxChars ? `${value.slice(0, maxChars)}…` : value;
  return cut
    .split('\\')
    .map((part) => escapeText(part, Infinity))
    .join('\\');
}

function plain(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new ShapeError(path === '' ? 'it' : path, 'an object');
}
