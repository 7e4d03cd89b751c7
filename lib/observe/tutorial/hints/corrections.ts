import { formatCommand, stepOf } from '../../../protocol/commands.js';
import type { AskingCommand } from '../../../protocol/answers.js';
import type { Hint } from './hint.js';

/** Undoes one mistake in the encoding of a line. Whether it was that mistake, only a check of the corrected line can tell. */
export interface Correction {
  readonly hint: Hint;
  /** The line without the mistake, or null where the line shows no sign of it. */
  readonly apply: (line: string) => string | null;
}

/** A line, and the mistakes that were undone to come to it. */
export interface Variant {
  readonly line: string;
  readonly hints: readonly Hint[];
}

const MAX_CORRECTIONS = 3;
/** A stranger's line can ask for no more work than this. */
const MAX_VARIANTS = 64;

/** The line itself, then all that corrections make of it, fewest corrections first; each line once. */
export function variantsOf(line: string, corrections: readonly Correction[]): Variant[] {
  const variants: Variant[] = [{ line, hints: [] }];
  const seen = new Set([line]);
  // Grows while it is walked, so that what one correction made is corrected once more.
  for (const variant of variants) {
    if (variant.hints.length === MAX_CORRECTIONS || variants.length >= MAX_VARIANTS) break;
    for (const { apply, hint } of corrections) {
      const corrected = apply(variant.line);
      if (corrected === null || seen.has(corrected)) continue;
      seen.add(corrected);
      variants.push({ line: corrected, hints: [...variant.hints, hint] });
    }
  }
  return variants;
}

/** A correction that keeps what the pattern's first group took, or cuts what the pattern took where it has no group. */
export function cutting(pattern: RegExp, found: string, instead: string): Correction {
  return {
    hint: { found, instead },
    apply: (line) => (pattern.test(line) ? line.replace(pattern, '$1') : null),
  };
}

/** The mistakes that any line may have. */
export const COMMON_CORRECTIONS: readonly Correction[] = [
  cutting(
    /()\r+$/,
    'The line ended with CR LF.',
    'End it with LF alone: the single byte 0a, no 0d before it.',
  ),
  cutting(/^()\ufeff/, 'The line began with a byte order mark (ef bb bf).', 'Write UTF-8 without one.'),
  {
    hint: { found: 'The line was written as UTF-16: every other byte is 00.', instead: 'Write UTF-8.' },
    apply: (line) =>
      /^(?:[^\0]\0){2,}[^\0]?$|^\0(?:[^\0]\0){2,}$/.test(line) ? line.replaceAll('\0', '') : null,
  },
  cutting(
    /()\0+$/,
    'The line ended with a NUL byte.',
    "Send a string's bytes without the NUL that ends it in C.",
  ),
  cutting(
    /()(?:\\r)?\\n$/s,
    'The line ended with a backslash and the letter n, two characters, before its LF.',
    'Send the byte 0a; in a shell: printf, not echo.',
  ),
  cutting(
    /^b["'](.*)["']$/s,
    "The line was Python's way to show bytes, b'...'.",
    'Send the bytes themselves.',
  ),
  cutting(/^["'`](.*)["'`]$/s, 'The line was in quotes.', 'Leave the quotes out.'),
  cutting(/^<(.*)>$/s, 'The line was in angle brackets.', 'They mark a placeholder: leave them out.'),
  cutting(/^()[ \t]+/, 'The line began with white space.', 'Send nothing before the answer.'),
];

/** For answers in which nothing may follow. */
export const TRAILING_SPACE = cutting(
  /()[ \t]+$/,
  'White space stood at the end of the line.',
  'Send the LF right after the answer.',
);

/** The command, or its first word, repeated before the answer. */
export function echoCorrection(command: AskingCommand): Correction {
  const prefixes = [formatCommand(command), stepOf(command)];
  return {
    hint: {
      found: 'The answer came after a copy of the command.',
      instead: 'Send the answer alone: the server knows what it asked.',
    },
    apply: (line) => {
      const prefix = prefixes.find((word) => line.startsWith(`${word} `) || line.startsWith(`${word}:`));
      return prefix === undefined ? null : line.slice(prefix.length + 1);
    },
  };
}

/** A name before the answer, as programs print it: `RESULT:x`, `sha256:x`, `SHA2-256(stdin)= x`. */
export const LABEL = cutting(
  /^()[A-Za-z0-9_-]+ ?(?:\([^)]*\))?[:=] ?(?=[^ ])/,
  'The answer came after a label.',
  'Send the answer without a name before it.',
);
