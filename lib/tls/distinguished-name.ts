import { contentsOf, sequenceOf, TAG, readElements, type DerElement } from './der.js';

/** The attributes that messages show: RFC 4514, section 3. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  '550403': 'CN',
  '550406': 'C',
  '55040a': 'O',
  '55040b': 'OU',
};

const BMP_STRING = 0x1e;
const SET = 0x31;

/** Returns the known attributes of an encoded name as text, such as `O=Example, CN=Example CA`. Not escaped. @throws {DerError} */
export function nameText(name: DerElement): string {
  const parts: string[] = [];
  for (const set of sequenceOf(name)) {
    for (const attribute of readElements(contentsOf(set, SET))) {
      const [type, value] = sequenceOf(attribute);
      const label = ATTRIBUTES[contentsOf(type, TAG.oid).toString('hex')];
      if (label !== undefined && value !== undefined) parts.push(`${label}=${stringOf(value)}`);
    }
  }
  return parts.join(', ');
}

/** The fields of a name, as Node returns them. A field that occurs several times is an array. */
export type NameFields = Readonly<Record<string, string | readonly string[]>>;

/**
 * Returns a key that is equal for equal names. Letter case and spaces do not count, as in the comparison that OpenSSL uses to find the
 * issuer of a certificate.
 */
export function nameKey(name: NameFields): string {
  const fields = Object.entries(name).map(([type, value]) => [type, [value].flat().map(canonical)]);
  return JSON.stringify(fields.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

/** Returns a name without the differences that do not count. */
export function canonical(value: string): string {
  return value
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/[\t-\r ]+/g, ' ')
    .trim();
}

function stringOf({ tag, contents }: DerElement): string {
  if (tag !== BMP_STRING || contents.length % 2 !== 0) return contents.toString('utf8');
  return Buffer.from(contents).swap16().toString('utf16le');
}
