import type { Paint, Tone } from './style.js';

/** One row of the narration: a label, and a text that is wrapped when it is long. */
export interface Row {
  readonly label: string;
  readonly text: string;
  readonly labelTone: Tone;
  readonly textTone: Tone;
  /** Every character matters: wrap the text at the last column, not at spaces. */
  readonly exact: boolean;
}

const COLUMNS = 100;
const LABEL_COLUMNS = 11;
const TEXT_COLUMNS = COLUMNS - LABEL_COLUMNS;

// An escape sequence of escapeText is never split.
const UNIT = /\\u\{[0-9a-f]+\}|\\u[0-9a-f]{4}|\\.|./gsu;
// From this code point on, most characters take two columns of a terminal. A few take one: the row is then shorter.
const FIRST_WIDE = 0x1100;
// A single space between words. Several spaces in a row belong to an exact text.
const BREAK = /(?<! ) (?! )/;

/** Formats a row as lines of at most 100 columns, each ended by a newline. */
export function render({ label, text, labelTone, textTone, exact }: Row, paint: Paint): string {
  const lines = exact ? cut(text) : wrap(text);
  return lines
    .map((line, index) => {
      const margin =
        index === 0 ? paint(labelTone, label.padStart(LABEL_COLUMNS - 1)) : ' '.repeat(LABEL_COLUMNS - 1);
      return `${margin} ${paint(textTone, line)}`.trimEnd();
    })
    .map((line) => `${line}\n`)
    .join('');
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line: string | null = null;
  for (const word of text.split(BREAK)) {
    if (line !== null && width(line) + 1 + width(word) <= TEXT_COLUMNS) {
      line = `${line} ${word}`;
      continue;
    }
    if (line !== null) lines.push(line);
    const pieces = cut(word);
    line = pieces.pop() ?? '';
    lines.push(...pieces);
  }
  return line === null ? lines : [...lines, line];
}

function cut(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  let columns = 0;
  for (const unit of text.match(UNIT) ?? []) {
    columns += width(unit);
    if (columns > TEXT_COLUMNS) {
      lines.push(line);
      line = '';
      columns = width(unit);
    }
    line += unit;
  }
  return [...lines, line];
}

function width(text: string): number {
  return Array.from(text).reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) < FIRST_WIDE ? 1 : 2), 0);
}
