import type { ClientCertificate, DistinguishedName } from '../session/events.js';
import { jsonText } from './json-text.js';
import type { ClientRecord } from './record.js';

/** The maximum size of a name (subject, issuer) in a record, in bytes of JSON. */
export const MAX_NAME_BYTES = 4096;

/** JSON needs up to six bytes for a UTF-16 code unit. */
const MAX_BYTES_PER_UNIT = 6;

const ELLIPSIS = '…';

/** The quotes, the colon and the comma of a field; also its ellipsis and the brackets of a list. */
const FIELD_BYTES = 12;

/**
 * Returns the certificate for a record. Names that are longer than 4 KB as JSON are cut, and the certificate is then marked as truncated: a CA
 * that signs what its clients ask for can sign a subject of any size.
 */
export function cutNames(client: ClientCertificate | null): ClientRecord | null {
  if (client === null) return null;
  const subject = cutName(client.subject);
  const issuer = cutName(client.issuer);
  if (subject === client.subject && issuer === client.issuer) return client;
  return { ...client, subject, issuer, truncated: true };
}

function cutName(name: DistinguishedName): DistinguishedName {
  if (isSurelyShort(name) || bytesOf(name) <= MAX_NAME_BYTES) return name;
  const kept: [string, string | string[]][] = [];
  let left = MAX_NAME_BYTES - FIELD_BYTES;
  for (const [field, values] of Object.entries(name)) {
    left -= bytesOf(field) + FIELD_BYTES;
    if (left <= 0) break;
    const texts: string[] = [];
    for (const value of [values].flat()) {
      const text = cutText(value, left);
      texts.push(text);
      left -= bytesOf(text) + FIELD_BYTES;
      if (left <= 0) break;
    }
    const [only] = texts;
    kept.push([field, texts.length === 1 && only !== undefined ? only : texts]);
  }
  // Without a prototype: a field such as `__proto__` must be an ordinary key.
  return Object.assign(Object.create(null) as Record<string, string>, Object.fromEntries(kept));
}

/** Most names are, and this is cheaper than JSON. */
function isSurelyShort(name: DistinguishedName): boolean {
  let units = 0;
  for (const field in name) {
    const value = name[field];
    if (typeof value !== 'string') return false;
    units += field.length + value.length + FIELD_BYTES;
  }
  return units * MAX_BYTES_PER_UNIT <= MAX_NAME_BYTES;
}

/** Returns the longest beginning of a text that fits so many bytes as JSON, with an ellipsis where it was cut. */
function cutText(text: string, maxBytes: number): string {
  if (bytesOf(text) <= maxBytes) return text;
  let [fits, tooLong] = [0, text.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (bytesOf(text.slice(0, middle)) <= maxBytes) fits = middle;
    else tooLong = middle;
  }
  // Not within a surrogate pair.
  return `${text.slice(0, fits).replace(/[\ud800-\udbff]$/, '')}${ELLIPSIS}`;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(jsonText(value));
}
