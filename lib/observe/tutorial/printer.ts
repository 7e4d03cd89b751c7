import { render, type Row } from './layout.js';
import { painter } from './style.js';

/** Writes the narration: sections with a title, and rows in them. Each call writes once. */
export interface Printer {
  section(title: string, rows: readonly Row[]): void;
  rows(rows: readonly Row[]): void;
}

export function createPrinter(write: (text: string) => void, colour: boolean): Printer {
  const paint = painter(colour);
  const textOf = (rows: readonly Row[]): string => rows.map((row) => render(row, paint)).join('');
  let begun = false;
  return {
    section(title, rows) {
      const gap = begun ? '\n' : '';
      begun = true;
      write(`${gap}${paint('title', title)}\n${textOf(rows)}`);
    },
    rows(rows) {
      if (rows.length > 0) write(textOf(rows));
    },
  };
}
