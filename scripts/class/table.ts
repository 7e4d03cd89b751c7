import type { Reading } from './numbers.js';
import { rowsOf } from './rows.js';

/** Returns the lines of the table of all views side by side, and whether they agree on every number. */
export function tableOf(readings: readonly Reading[]): { lines: string[]; agree: boolean } {
  const read = readings.filter(({ missing }) => missing === null);
  const rows = rowsOf(read);
  const cells = [
    ['', ...read.map(({ view }) => view), ''],
    ...rows.map(({ name, values, agree }) => [
      name,
      ...values.map((value) => (value === null ? '-' : String(value))),
      agree ? '' : 'DIFFERS',
    ]),
  ];
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((line) => (line[column] ?? '').length)),
  );
  const lines = cells.map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const left = readings.flatMap(({ view, missing }) =>
    missing === null ? [] : [`left out: ${view}: ${missing}`],
  );
  return { lines: [...lines, ...left], agree: rows.every(({ agree }) => agree) };
}
