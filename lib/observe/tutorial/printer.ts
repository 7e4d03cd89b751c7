import { render, type Row } from './layout.js';
import { painter } from './style.js';

/** Writes the narration: sections with a title, and rows in them. Each call writes once. */
export interface Printer {
  section(title: string, rows: readonly Row[]): void;
  rows(rows: readonly Row[]): void;
}

/** @param columns the width of the lines, from 40 to 100; 100 when not given */
export function createPrinter(write: (text: string) => void, colour: boolean, columns?: number): Printer {
  const paint = painter(colour);
  const textOf = (rows: readonly Row[]): string => rows.map((row) => render(row, paint, columns)).join('');
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
