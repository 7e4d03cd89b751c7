import { formatCommand, stepOf } from '../../../protocol/commands.js';
import type { AskingCommand } from '../../../protocol/answers.js';
import type { Hint } from './hint.js';

/** Undoes one possible mistake in a line. Only a check of the corrected line shows whether it was that mistake. */
export interface Correction {
  readonly hint: Hint;
  /** Returns the line without the mistake, or null when the line has no sign of it. */
  readonly apply: (line: string) => string | null;
}

/** A corrected line, with a hint for each mistake that was undone. */
export interface Variant {
  readonly line: string;
  readonly hints: readonly Hint[];
}

const MAX_CORRECTIONS = 3;
/** Limits the work that a stranger's line can cause. */
const MAX_VARIANTS = 64;

/** Returns the line itself, then all corrected lines, fewest corrections first; each line once. */
export function variantsOf(line: string, corrections: readonly Correction[]): Variant[] {
  const variants: Variant[] = [{ line, hints: [] }];
  const seen = new Set([line]);
  // The list grows during the loop, so that a corrected line is corrected further.
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

/** Creates a correction that replaces the pattern's match with the pattern's first group. */
export function cutting(pattern: RegExp, found: string, instead: string): Correction {
  return {
    hint: { found, instead },
    apply: (line) => (pattern.test(line) ? line.replace(pattern, '$1') : null),
  };
}

/** Mistakes that any line may have. */
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
      /^(?:[^\0]\0){2,}[^\0]?$|^\0(?:[^\0]\0){2,}$|^\0[^\0]\0[^\0]\0$/.test(line)
        ? line.replaceAll('\0', '')
        : null,
  },
  {
    hint: { found: 'The line was written as UTF-32: three of four bytes are 00.', instead: 'Write UTF-8.' },
    apply: (line) => (/^\0{0,3}(?:[^\0]\0{3}){2,}/.test(line) ? line.replaceAll('\0', '') : null),
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
    /()(?:\/n|\\x0a|%0A|&#10;|\\u000a|\\r|<LF>|<br>)$/i,
    'The line ended with a spelling of the end of a line (such as %0A), as text, before its LF.',
    'Send the byte 0a alone.',
  ),
  cutting(
    /()(?:[\u0085\u2028\u2029\u200b\ufeff\u00a0\u200e\u200f\v\f\x1a\x04\x1e]|[\x01-\x08\x0e-\x1f])+$/,
    'A character that is not seen stood at the end of the line.',
    'Send the LF right after the answer.',
  ),
  cutting(
    /^()(?:[\u200b\u00a0\u200e\u200f\u2060\x01-\x08\x0b-\x1f])+/,
    'A character that is not seen stood at the beginning of the line.',
    'Send nothing before the answer.',
  ),
  {
    hint: {
      found: 'The line holds escape sequences of a terminal.',
      instead: 'Send the text without colours: nothing on the connection is a terminal.',
    },
    apply: (line) => (/\x1b\[[\d;?]*[A-Za-z]/.test(line) ? line.replace(/\x1b\[[\d;?]*[A-Za-z]/g, '') : null),
  },
  cutting(
    /^[bB]["'](.*)["']$/s,
    "The line was Python's way to show bytes, b'...'.",
    'Send the bytes themselves.',
  ),
  cutting(
    /^["'`\u201c\u2018\u00ab](.*)["'`\u201d\u2019\u00bb]$/s,
    'The line was in quotes.',
    'Leave the quotes out.',
  ),
  cutting(
    /^\["(.*)"\]$/s,
    'The line was a JSON array with a string in it.',
    'Send the string alone, without brackets and quotes.',
  ),
  cutting(/^\[(.*)\]$/s, 'The line was in square brackets.', 'Leave them out.'),
  cutting(/^\((.*)\)$/s, 'The line was in parentheses.', 'Leave them out.'),
  cutting(/^\{(.*)\}$/s, 'The line was in braces.', 'Leave them out.'),
  cutting(/^<(.*)>$/s, 'The line was in angle brackets.', 'They mark a placeholder: leave them out.'),
  cutting(/^()[ \t]+/, 'The line began with white space.', 'Send nothing before the answer.'),
  cutting(
    /^()(?:[CS](?:: ?| )|[<>$#]+ ?)(?=[^ ])/,
    'The answer came after a mark, as transcripts and prompts have it.',
    'Send the answer alone.',
  ),
];

/** For answers that must not have anything after them. */
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
      const prefix = prefixes.find(
        (word) => line.startsWith(word) && /^[ :=,]/.test(line.slice(word.length)),
      );
      return prefix === undefined ? null : line.slice(prefix.length + 1).replace(/^ /, '');
    },
  };
}

/** A name before the answer, as programs print it: `RESULT:x`, `sha256:x`, `SHA2-256(stdin)= x`. */
export const LABEL = cutting(
  /^()[A-Za-z0-9_-]+ ?(?:\([^)]*\) ?)?[:=] ?(?=[^ ])/,
  'The answer came after a label.',
  'Send the answer without a name before it.',
);
