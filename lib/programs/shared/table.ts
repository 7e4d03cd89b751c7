/** Two columns in a terminal: East Asian characters, and those that are drawn as pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
/** None: they are drawn over the character in front of them. */
const NARROW = /^\p{M}$/u;
const PLAIN = /^[\x20-\x7e]*$/;
const GAP = '  ';

/** Returns the columns that a text without control characters takes in a terminal. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += charWidth(char);
  return width;
}

/** Cuts a text to so many columns, with an ellipsis at its end if it is longer. */
export function cutToWidth(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let [kept, width] = ['', 0];
  for (const char of text) {
    width += charWidth(char);
    if (width > columns - 1) break;
    kept += char;
  }
  return `${kept}…`;
}

/** Adds spaces up to so many columns. */
export function padToWidth(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(columns - widthOf(text), 0));
}

export interface TableOptions {
  /** The width of the terminal. Default: no limit. */
  readonly columns?: number;
  /** The column that is cut first, and the least that stays of it. Default: the first one, 12. */
  readonly flexible?: number;
  readonly minWidth?: number;
  /** Paints a cell that is padded already. Default: as it is. */
  readonly paint?: (cell: string, column: number, row: number) => string;
}

/** Formats rows as a table, the first row as its header. A table that is too wide has its flexible column cut, and then its lines. */
export function table(
  rows: readonly (readonly string[])[],
  { columns = Infinity, flexible = 0, minWidth = 12, paint = (cell) => cell }: TableOptions = {},
): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[column] ?? '')), 0),
  );
  const total = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
  const own = widths[flexible] ?? 0;
  if (total > columns) widths[flexible] = Math.max(Math.min(own, minWidth), own - (total - columns));
  return rows.map((row, number) => {
    let left = columns;
    const cells: string[] = [];
    for (const [column, cell] of row.entries()) {
      if (left <= 0) break;
      const width = Math.min(widths[column] ?? 0, left);
      const text = cutToWidth(cell, width);
      const isLast = column === row.length - 1;
      cells.push(paint(isLast ? text : padToWidth(text, width), column, number));
      left -= width + GAP.length;
    }
    return cells.join(GAP).trimEnd();
  });
}

function charWidth(char: string): number {
  if (NARROW.test(char)) return 0;
  return WIDE.test(char) ? 2 : 1;
}
