import { createHash } from 'node:crypto';
import { isAvailable } from './hashes.js';
import type { HashInput, Part } from './inputs.js';

const NO_JSON = 'Hash the two texts alone, without JSON around them.';
const NO_FORMAT = 'Hash the two texts alone, one directly after the other.';
const NO_QUOTES = 'Hash no quotes.';
const NO_HEX = 'Hash the characters of both texts as they are.';
const BYTES = 'Decode bytes to text before you join texts.';
const EXPAND = 'Put in the values of the two variables, not their names.';
const NO_DIGEST = 'Hash the two texts themselves, once.';
const ONCE = 'Hash each of the two once.';

/** Returns two parts joined by more than a separator: formatted, quoted, doubled, cut, or hashed before. */
export function joins(first: Part, second: Part): HashInput[] {
  return [
    ...quotes(first, second),
    ...formats(first, second),
    ...pieces(first, second),
    ...digests(first, second),
  ];
}

/** Texts that a template gives. `A` and `B` stand for the two parts. */
function quotes(first: Part, second: Part): HashInput[] {
  const templates: readonly (readonly [string, string])[] = [
    ['"A"B', NO_QUOTES],
    ['A"B"', NO_QUOTES],
    ['"A""B"', NO_QUOTES],
    ["'A''B'", NO_QUOTES],
    ["'A'B", NO_QUOTES],
    ["A'B'", NO_QUOTES],
    ["b'A'B", BYTES],
    ["Ab'B'", BYTES],
    ["b'A'b'B'", BYTES],
    ['<A><B>', NO_FORMAT],
    ['<A>B', NO_FORMAT],
    ['A<B>', NO_FORMAT],
    ['{A}{B}', NO_FORMAT],
    ['[A][B]', NO_FORMAT],
    ['[A]B', NO_FORMAT],
    ['A[B]', NO_FORMAT],
    ['(A)(B)', NO_FORMAT],
    ['Optional("A")B', NO_FORMAT],
    ['AOptional("B")', NO_FORMAT],
    ['Optional("A")Optional("B")', NO_FORMAT],
    ['Some("A")B', NO_FORMAT],
    ['$A$B', NO_FORMAT],
    ['A\n\nB', NO_FORMAT],
    ['A\n\nB\n', NO_FORMAT],
    ['\nAB\n', NO_FORMAT],
  ];
  return templates.map(([template, fix]) => row(template, fix, first, second));
}

function formats(first: Part, second: Part): HashInput[] {
  const names = [first.name, second.name].map((name) => name.replace(/ /g, '_'));
  const [a, b] = [names[0] ?? '', names[1] ?? ''];
  const pairs: readonly (readonly [string, string, string])[] = [
    [`{"${a}":"A","${b}":"B"}`, NO_JSON, 'JSON of both'],
    [`{"${a}": "A", "${b}": "B"}`, NO_JSON, 'JSON of both'],
    [`{"${b}":"B","${a}":"A"}`, NO_JSON, 'JSON of both'],
    [`{"${b}": "B", "${a}": "A"}`, NO_JSON, 'JSON of both'],
    ['["A","B"]', NO_JSON, 'a JSON array of both'],
    ['["A", "B"]', NO_JSON, 'a JSON array of both'],
    ["['A', 'B']", NO_FORMAT, 'a list of both, as a program prints it'],
    ["('A', 'B')", NO_FORMAT, 'a tuple of both, as a program prints it'],
    ['[A, B]', NO_FORMAT, 'a list of both, as a program prints it'],
    ['[A B]', NO_FORMAT, 'a list of both, as a program prints it'],
    [`{'${a}': 'A', '${b}': 'B'}`, NO_FORMAT, 'a dictionary of both, as a program prints it'],
    [`${a}=A&${b}=B`, NO_FORMAT, 'a query of both'],
    [`${a}=A,${b}=B`, NO_FORMAT, 'both with their names'],
    [`${a}=A ${b}=B`, NO_FORMAT, 'both with their names'],
    [`${a}:A,${b}:B`, NO_FORMAT, 'both with their names'],
    [`${a}AB`, NO_FORMAT, 'both with a name'],
    [`${a}${b}`, EXPAND, 'the names of the variables'],
    [`${a} + ${b}`, EXPAND, 'the names of the variables'],
    [`${a}+${b}`, EXPAND, 'the names of the variables'],
    [`$${a}$${b}`, EXPAND, 'the names of the variables'],
    [`\${${a}}\${${b}}`, EXPAND, 'the names of the variables'],
    [`{${a}}{${b}}`, EXPAND, 'the names of the variables'],
    [`{${a}} {${b}}`, EXPAND, 'the names of the variables'],
    [`#{${a}}#{${b}}`, EXPAND, 'the names of the variables'],
    ['%s%s', EXPAND, 'a format without its values'],
    ['{}{}', EXPAND, 'a format without its values'],
    [`${a}B`, EXPAND, `the word ${a} + ${second.name}`],
    [`$${a}B`, EXPAND, `the text $${a} + ${second.name}`],
    [`A${b}`, EXPAND, `${first.name} + the word ${b}`],
  ];
  return pairs.map(([template, fix, formula]) => ({
    formula,
    bytes: Buffer.from(filled(template, first, second)),
    fixes: [fix],
  }));
}

/** Parts that are doubled, cut, or in another spelling. */
function pieces(first: Part, second: Part): HashInput[] {
  const [a, b] = [first.text, second.text];
  const [t, s] = [first.name, second.name];
  const hex = (text: string): string => Buffer.from(text).toString('hex');
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const rows: readonly (readonly [formula: string, bytes: Uint8Array | string, fix: string])[] = [
    [`${t} + ${s} + ${t}`, a + b + a, ONCE],
    [`${s} + ${t} + ${s}`, b + a + b, ONCE],
    [`${t} + ${t} + ${s}`, a + a + b, ONCE],
    [`${t} + ${s} + ${s}`, a + b + b, ONCE],
    [`${t} + ${s}, twice`, a + b + a + b, ONCE],
    [`the hex digits of ${t} + ${s}`, hex(a) + b, NO_HEX],
    [`${t} + the hex digits of ${s}`, a + hex(b), NO_HEX],
    [`${s} + the hex digits of ${t}`, b + hex(a), NO_HEX],
    [`the base64 of ${t} + the base64 of ${s}`, base64(a) + base64(b), NO_HEX],
    [`the base64 of ${t} + ${s}`, base64(a) + b, NO_HEX],
    [`${t} + the base64 of ${s}`, a + base64(b), NO_HEX],
    [
      `the bytes that ${t} is the base64 of + ${s}`,
      Buffer.concat([Buffer.from(a, 'base64'), Buffer.from(b)]),
      NO_HEX,
    ],
    [`${t} in lower case + ${s}`, a.toLowerCase() + b, NO_HEX],
    [`${t} in upper case + ${s}`, a.toUpperCase() + b, NO_HEX],
    [`${t} + ${s} in lower case`, a + b.toLowerCase(), NO_HEX],
    [`${t} + ${s} in upper case`, a + b.toUpperCase(), NO_HEX],
    [`${t} without its last character + ${s}`, a.slice(0, -1) + b, 'Hash the whole token.'],
    [`${t} without its first character + ${s}`, a.slice(1) + b, 'Hash the whole token.'],
    [`${t} + ${s} without its first character`, a + b.slice(1), 'Hash all of it.'],
    [`${t} backwards + ${s}`, backwards(a) + b, NO_HEX],
    [`${t} + ${s} backwards`, a + backwards(b), NO_HEX],
    ...[64, 32, 16, 63, 8, 10, 20].map(
      (size) =>
        [
          `the first ${size} characters of ${t} + ${s}`,
          a.slice(0, size) + b,
          'Hash the whole token.',
        ] as const,
    ),
    [`${t} in UTF-16 + ${s}`, Buffer.concat([Buffer.from(a, 'utf16le'), Buffer.from(b)]), NO_HEX],
    [`the length of each + ${t} and ${s}`, Buffer.concat([sized(a), sized(b)]), 'Hash no lengths.'],
  ];
  return rows.map(([formula, bytes, fix]) => ({ formula, bytes: Buffer.from(bytes), fixes: [fix] }));
}

function digests(first: Part, second: Part): HashInput[] {
  const [t, s] = [first.name, second.name];
  const rows: HashInput[] = [];
  for (const [name, algorithm] of [
    ['SHA-256', 'sha256'],
    ['MD5', 'md5'],
    ['SHA-1', 'sha1'],
  ] as const) {
    if (!isAvailable(algorithm)) continue;
    const of = (text: string): Buffer => createHash(algorithm).update(text).digest();
    for (const form of ['hex ', ''] as const) {
      const read = (text: string): Uint8Array =>
        form === '' ? of(text) : Buffer.from(of(text).toString('hex'));
      const [a, b] = [Buffer.from(first.text), Buffer.from(second.text)];
      const add = (formula: string, ...parts: readonly Uint8Array[]): void => {
        rows.push({ formula, bytes: Buffer.concat(parts), fixes: [NO_DIGEST] });
      };
      const what = `the ${form}${name} of`;
      add(`${what} ${t} + ${s}`, read(first.text), b);
      add(`${t} + ${what} ${s}`, a, read(second.text));
      add(`${what} ${t} + ${what} ${s}`, read(first.text), read(second.text));
      add(`${s} + ${what} ${t}`, b, read(first.text));
      add(`${what} ${t} + ${s}, and ${t}`, read(first.text + second.text), a);
      add(`${what} ${t} + ${s}, and ${s}`, read(first.text + second.text), b);
    }
  }
  return rows;
}

function sized(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
}

function backwards(text: string): string {
  return Array.from(text).reverse().join('');
}

function filled(template: string, first: Part, second: Part): string {
  // In one step, because a part may hold an A or a B. Names are in lower case.
  return template.replace(/A|B/g, (letter) => (letter === 'A' ? first.text : second.text));
}

function row(template: string, fix: string, first: Part, second: Part): HashInput {
  const shown = template
    .replace(/\n/g, '\\n')
    .replace(/A|B/g, (letter) => (letter === 'A' ? first.name : second.name));
  return { formula: `the text ${shown}`, bytes: Buffer.from(filled(template, first, second)), fixes: [fix] };
}
