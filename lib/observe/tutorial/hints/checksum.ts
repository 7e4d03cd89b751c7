import { splitBodyAnswer } from '../../../protocol/answers.js';
import { checksum } from '../../../protocol/digests.js';
import type { BodyCommand } from '../../../protocol/commands.js';
import { bestMatch, type Readable } from './checksum-match.js';
import { checksumCorrections } from './checksum-corrections.js';
import { checksumRecipes } from './checksum-recipes.js';
import { readingsOf, shortReadingsOf } from './encodings.js';
import { fragmentsOf } from './fragments.js';
import { joinedBytes } from './joined-bytes.js';
import { foreignText } from './identities.js';
import { observe } from './observations.js';
import { rawReadings, spelledDigests } from './spellings.js';
import { variantsOf } from './corrections.js';
import type { Hint, Mistake } from './hint.js';

const INSTEAD = 'Send the checksum first, then one space and the value, and nothing else.';

/** Explains a wrong checksum: its input, its hash function and its encoding. Returns no hints when no try gives this checksum. */
export function checksumHints(mistake: Mistake, command: BodyCommand): readonly Hint[] {
  const { line, token } = mistake;
  const observed = observe(mistake);
  if (observed !== null) return [observed];
  const expected = checksum(token, command.randomString);
  const variants = variantsOf(line, checksumCorrections(command, expected));
  const corrected = variants.find((variant) => splitBodyAnswer(variant.line).cksum === expected);
  if (corrected !== undefined) return corrected.hints;
  const fragments = fragmentsOf(line, [
    { name: 'token', text: token },
    { name: 'random_string', text: command.randomString },
  ]);
  const held = fragments.find(({ text }) => splitBodyAnswer(text).cksum === expected);
  if (held !== undefined) return [{ found: held.found, instead: INSTEAD }];
  const coded = codedLine(line, expected);
  if (coded !== null) return [coded];
  const words = variants.map((variant) => ({
    word: splitBodyAnswer(variant.line).cksum,
    hints: variant.hints,
  }));
  const parts = fragments.map(({ text, found }) => ({ word: text, hints: [{ found, instead: INSTEAD }] }));
  const short = words.flatMap(({ word, hints }) =>
    shortReadingsOf(word).map((reading) => ({ hints, reading })),
  );
  const spelled = spelledDigests(line).map((reading) => ({ hints: [], reading }));
  const whole = [...words, ...parts].flatMap(({ word, hints }) =>
    readingsOf(word).map((reading) => ({ hints, reading })),
  );
  const readable = [...spelled, ...whole];
  const matched =
    readable.length + short.length === 0
      ? null
      : bestMatch(checksumRecipes(mistake, command), readable, short);
  if (matched !== null) return matched;
  const joined = joinedBytes(splitBodyAnswer(line).cksum, mistake, command);
  if (joined !== null) return [joined];
  const foreign = foreignText(firstUnit(line)) ?? foreignText(line);
  if (foreign !== null) return [foreign];
  const lost = lossy(line, mistake, command);
  if (lost !== null) return lost;
  return readable.length + short.length === 0 ? [noChecksum()] : [];
}

/** Ways to encode a whole line. The right checksum must come out, so a chance fit is impossible. */
const CODES: readonly (readonly [name: string, decode: (line: string) => string])[] = [
  ['base64', (line) => Buffer.from(line, 'base64').toString('latin1')],
  ['hex digits', (line) => Buffer.from(line, 'hex').toString('latin1')],
  ['letters in reverse order', (line) => Array.from(line).reverse().join('')],
  ['bytes in decimal', (line) => Buffer.from((line.match(/\d+/g) ?? []).map(Number)).toString('latin1')],
];

function codedLine(line: string, expected: string): Hint | null {
  const known = CODES.find(([, decode]) => decode(line).includes(`${expected} `));
  return known === undefined
    ? null
    : { found: `The whole line is written as ${known[0]}.`, instead: 'Send its characters themselves.' };
}

/** What is certainly wrong with a checksum that nothing explains. */
export function checksumNotes(line: string): string[] {
  const { cksum } = splitBodyAnswer(line);
  if (/^-?\d{1,19}$/.test(cksum)) {
    return [
      'The checksum is a short number: hash(), hashCode() and CRC-32 are no SHA-256, which has 64 hex digits.',
    ];
  }
  const lengths: Readonly<Record<number, string>> = {
    32: 'MD5',
    40: 'SHA-1',
    56: 'SHA-224',
    96: 'SHA-384',
    128: 'SHA-512',
  };
  if (!/^[0-9a-f]+$/i.test(cksum) || cksum.length === 64) return [];
  const like = lengths[cksum.length];
  return [
    `The checksum has ${cksum.length} hex digits${like === undefined ? '' : `, as ${like} has`}. SHA-256 has 64.`,
  ];
}

/** Returns the first word of a line; what stands in brackets is one word. */
function firstUnit(line: string): string {
  return /^(?:\[object [^\]]*\]|#?<[^>]*>|Promise \{[^}]*\}|[$#%]\{[^}]*\}|\S+)/.exec(line)?.[0] ?? '';
}

/** Explains bytes that are not UTF-8 and may begin with a raw digest. */
export function explainRawDigest(mistake: Mistake, command: BodyCommand, bytes: Buffer): readonly Hint[] {
  const readable: Readable[] = rawReadings(bytes, 'raw bytes of the').map((reading) => ({
    hints: [],
    reading,
  }));
  return bestMatch(checksumRecipes(mistake, command), readable, []) ?? [];
}

/** Raw bytes that were decoded as UTF-8: what was not UTF-8 is U+FFFD now. */
function lossy(line: string, mistake: Mistake, command: BodyCommand): readonly Hint[] | null {
  if (!line.includes('\ufffd')) return null;
  const start = (text: string): string => text.slice(0, 12);
  let tries = 0;
  for (const { what, digest, fixes } of checksumRecipes(mistake, command)) {
    tries += 1;
    if (tries > 2000) break;
    if (start(digest.toString()) !== start(line)) continue;
    return [
      {
        found: `Your checksum is the raw bytes of the ${what}, decoded as UTF-8: what was not UTF-8 is lost.`,
        instead: [...fixes, 'Write the digest as 64 lower-case hex digits.'].join(' '),
      },
    ];
  }
  return [
    {
      found:
        'The line holds U+FFFD, which stands for bytes that were not UTF-8: raw bytes were decoded as text.',
      instead: 'Write the digest as 64 lower-case hex digits.',
    },
  ];
}

function noChecksum(): Hint {
  return {
    found: 'There is no checksum in the line: no part of it can be read as a digest.',
    instead: 'Send the checksum, one space, and then the value.',
  };
}
