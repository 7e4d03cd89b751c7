import {
  COMMON_CORRECTIONS,
  cutting,
  echoCorrection,
  LABEL,
  TRAILING_SPACE,
  variantsOf,
  type Correction,
} from './corrections.js';
import { fragmentsOf } from './fragments.js';
import { foreignText } from './identities.js';
import { observe } from './observations.js';
import { misspelling } from './misspelling.js';
import type { Hint, Mistake } from './hint.js';

const LETTER_CASE: Correction = {
  hint: { found: 'The answer was not in upper case.', instead: 'Send it in capital letters: case counts.' },
  apply: (line) => (line === line.toUpperCase() ? null : line.toUpperCase()),
};

const MORE_AFTER_IT = cutting(
  /^([A-Za-z]+)\b.+$/s,
  'Something followed the answer on its line.',
  'Send the word alone, then the LF.',
);

/** Ways to write bytes as text. The decoded text must be the word, so a chance fit is impossible. */
const CODES: readonly (readonly [name: string, decode: (text: string) => string])[] = [
  ['hex digits', (text) => Buffer.from(text.replace(/^0x|[ :,-]|\\x|0x/g, ''), 'hex').toString()],
  ['base64', (text) => Buffer.from(text, 'base64').toString()],
  ['numbers', (text) => Buffer.from((text.match(/\d+/g) ?? []).map(Number)).toString()],
  ['percent-encoding', (text) => (/^(?:%[0-9a-f]{2})+$/i.test(text) ? decodeURIComponent(text) : '')],
  [
    'binary digits',
    (text) => Buffer.from((text.match(/[01]{8}/g) ?? []).map((bits) => Number.parseInt(bits, 2))).toString(),
  ],
  ['letters with spaces between', (text) => text.replace(/ /g, '')],
  [
    'the word twice',
    (text) => (text.slice(0, text.length / 2).repeat(2) === text ? text.slice(0, text.length / 2) : ''),
  ],
  ['letters in reverse order', (text) => Array.from(text).reverse().join('')],
];

/** Explains why a line is not exactly the word that HELLO or DONE asks for. Returns no hints when no correction gives that word. */
export function fixedWordHints(mistake: Mistake, expected: 'HELLOBACK' | 'OK'): readonly Hint[] {
  const observed = observe(mistake);
  if (observed !== null) return [observed];
  const { line } = mistake;
  const corrections = [
    ...COMMON_CORRECTIONS,
    TRAILING_SPACE,
    LETTER_CASE,
    echoCorrection(mistake.command),
    LABEL,
    MORE_AFTER_IT,
  ];
  const variants = variantsOf(line, corrections);
  const corrected = variants.find((variant) => variant.line === expected);
  if (corrected !== undefined) return corrected.hints;
  const held = fragmentsOf(line).find(({ text }) => text.toUpperCase() === expected);
  if (held !== undefined) return [{ found: held.found, instead: `Send ${expected} alone, then the LF.` }];
  const coded = coding(line, expected);
  if (coded !== null) return [coded];
  for (const variant of variants) {
    // What is left of a longer text is not its meaning.
    if (variant.hints.includes(MORE_AFTER_IT.hint)) continue;
    const other = misspelling(variant.line, expected) ?? foreignText(variant.line);
    if (other !== null) return [...variant.hints, other];
  }
  return [];
}

function coding(line: string, expected: string): Hint | null {
  const known = CODES.find(([, decode]) => decode(line.trim()).replace(/[\r\n\0]+$/, '') === expected);
  return known === undefined
    ? null
    : { found: `This is ${expected}, written as ${known[0]}.`, instead: 'Send its letters.' };
}
