import { columnsOf, unitsOf } from './columns.js';
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

/** The width of the narration where nothing else is asked for. */
const MAX_COLUMNS = 100;
const MIN_COLUMNS = 40;
const LABEL_COLUMNS = 11;

// A single space between words. Several spaces in a row belong to an exact text.
const BREAK = /(?<! ) (?! )/;

/** Formats a row as lines of at most so many columns, from 40 to 100, each ended by a newline. */
export function render(
  { label, text, labelTone, textTone, exact }: Row,
  paint: Paint,
  columns = MAX_COLUMNS,
): string {
  const room = Math.min(Math.max(columns, MIN_COLUMNS), MAX_COLUMNS) - LABEL_COLUMNS;
  const lines = exact ? cut(text, room) : wrap(text, room);
  return lines
    .map((line, index) => {
      const margin =
        index === 0 ? paint(labelTone, label.padStart(LABEL_COLUMNS - 1)) : ' '.repeat(LABEL_COLUMNS - 1);
      return `${margin} ${paint(textTone, line)}`.trimEnd();
    })
    .map((line) => `${line}\n`)
    .join('');
}

function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  let line: string | null = null;
  for (const word of text.split(BREAK)) {
    if (line !== null && columnsOf(line) + 1 + columnsOf(word) <= room) {
      line = `${line} ${word}`;
      continue;
    }
    if (line !== null) lines.push(line);
    const pieces = cut(word, room);
    line = pieces.pop() ?? '';
    lines.push(...pieces);
  }
  return line === null ? lines : [...lines, line];
}

function cut(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  let columns = 0;
  for (const unit of unitsOf(text)) {
    columns += columnsOf(unit);
    if (columns > room) {
      lines.push(line);
      line = '';
      columns = columnsOf(unit);
    }
    line += unit;
  }
  return [...lines, line];
}
