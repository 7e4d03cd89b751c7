import { endsInZeros, sha256 } from '../client.js';
import { SeededRandom } from '../../class/random.js';
import { answering, type Mistake } from '../mistake.js';

// Lines that no mistake gives: every cause that is claimed is luck. A true statement is all that can be said.

const random = new SeededRandom(20261129);
const DIGITS = '0123456789abcdef';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const TRUE = /none of|tried|no explanation|more bits|compare|cannot be (told|known)|--n-bits/i;

const text = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[Math.floor(random.float() * alphabet.length)] ?? '').join('');

const seeded = (count: number, makes: () => string): readonly string[] =>
  Array.from({ length: count }, makes);

/** Suffixes that are wrong. */
const work = (kind: string, nBits: number, suffixes: readonly string[]): Mistake[] =>
  suffixes.map((suffix, n) =>
    answering(
      `garbage.work-${kind}-${nBits}-${n + 1}`,
      'WORK',
      TRUE,
      {
        work: ({ token }) => `${endsInZeros(sha256(token + suffix), nBits) ? `${suffix}x` : suffix}\n`,
      },
      { kind: 'garbage', nBits },
    ),
  );

const body = (kind: string, words: readonly string[]): Mistake[] =>
  words.map((word, n) =>
    answering(
      `garbage.body-${kind}-${n + 1}`,
      'FULL_NAME',
      TRUE,
      { body: () => `${word} Ada\n` },
      { kind: 'garbage', nBits: 12 },
    ),
  );

export const GARBAGE: readonly Mistake[] = [
  ...work(
    'decimal',
    12,
    seeded(8, () => text('0123456789', 7)),
  ),
  ...work(
    'letters',
    12,
    seeded(4, () => text(LETTERS, 10)),
  ),
  ...work(
    'hex',
    12,
    seeded(4, () => text(DIGITS, 16)),
  ),
  ...work(
    'decimal',
    16,
    seeded(3, () => text('0123456789', 7)),
  ),
  ...work(
    'hex',
    16,
    seeded(2, () => text(DIGITS, 16)),
  ),
  ...work(
    'decimal',
    20,
    seeded(3, () => text('0123456789', 7)),
  ),
  ...work(
    'hex',
    20,
    seeded(2, () => text(DIGITS, 32)),
  ),
  ...work(
    'decimal',
    8,
    seeded(3, () => text('123456789', 5)),
  ),
  ...body(
    'hex',
    seeded(6, () => text(DIGITS, 64)),
  ),
  ...body(
    'base64',
    seeded(3, () => `${text(LETTERS, 43)}=`),
  ),
  ...body(
    'short',
    seeded(3, () => text(DIGITS, 40)),
  ),
  ...body(
    'long',
    seeded(2, () => text(DIGITS, 128)),
  ),
];
