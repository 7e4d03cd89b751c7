import type { Paint, Tone } from './style.js';

/** One piece of the narration: a label, and text that goes on below itself where it is long. */
export interface Row {
  readonly label: string;
  readonly text: string;
  readonly labelTone: Tone;
  readonly textTone: Tone;
  /** Every character counts: the text is cut where it is full, not at its spaces. */
  readonly exact: boolean;
}

const COLUMNS = 100;
const LABEL_COLUMNS = 11;
const TEXT_COLUMNS = COLUMNS - LABEL_COLUMNS;

// What escapeText writes for one character is not cut in two.
const UNIT = /\\u\{[0-9a-f]+\}|\\u[0-9a-f]{4}|\\.|./gsu;
// From here on many characters take two columns of a terminal, and a few that take one do no harm.
const FIRST_WIDE = 0x1100;
// A space between words; runs of spaces are somebody's exact text.
const BREAK = /(?<! ) (?! )/;

/** The row as lines of at most 100 columns, each ended by a newline. */
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
