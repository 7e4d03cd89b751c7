import { createHash } from 'node:crypto';

/** An entry of an index has some 2700 bytes at most. A key that is longer is cut, and told apart by its digest. */
const MAX_KEY_BYTES = 1000;

const UNSTORABLE_IN_KEY = /[\0\\]|\p{Surrogate}/gu;
/** A quick look at JSON: it may have a NUL or half of a surrogate pair, which JSON always escapes. */
const MAYBE_UNSTORABLE_JSON = /\\u(?:0000|d[89a-f])/i;

/** Returns a text as PostgreSQL can hold it, for queries: NUL is shown as ␀, and half a surrogate pair as U+FFFD. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\u2400').toWellFormed();
}

/**
 * Returns a text as a key. Different texts have different keys: what PostgreSQL cannot hold is `\0` or `\uD800`, and a backslash is
 * doubled.
 */
export function keyOf(text: string): string {
  const key = text.replace(UNSTORABLE_IN_KEY, escapeUnit);
  if (key.length * 3 <= MAX_KEY_BYTES || Buffer.byteLength(key) <= MAX_KEY_BYTES) return key;
  return `${key.slice(0, 200).toWellFormed()}\\sha256:${createHash('sha256').update(key).digest('hex')}`;
}

function escapeUnit(unit: string): string {
  if (unit === '\\') return '\\\\';
  return unit === '\0' ? '\\0' : `\\u${unit.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Returns the text that a key was made of; null for a key that was cut. */
export function textOfKey(key: string): string | null {
  const escapes = /\\(u[0-9A-F]{4}|.)/g;
  if (Array.from(key.matchAll(escapes), ([, escape]) => escape).includes('s')) return null;
  return key.replace(escapes, (_, escape: string) =>
    escape.startsWith('u') ? unitOf(escape.slice(1)) : escape === '0' ? '\0' : escape,
  );
}

function unitOf(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

/** Encodes a value as JSON that a jsonb column can hold. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!MAYBE_UNSTORABLE_JSON.test(text)) return text;
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'string') return storable(inner);
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    // Without a prototype: a name such as `__proto__` must be an ordinary key.
    const copy = Object.create(null) as Record<string, unknown>;
    for (const [name, held] of Object.entries(inner)) copy[storable(name)] = held;
    return copy;
  });
}
