/** A value of a cell: null is an empty cell. */
export type CsvValue = string | number | boolean | null;

/**
 * A spreadsheet takes a cell that begins with one of these for a formula, which could send the other cells away. Some take characters of
 * full width for it, too.
 */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Such a cell needs quotes. Some spreadsheets separate by semicolons or tabs. */
const NEEDS_QUOTES = /["\r\n,;\t]|^\s|\s$/;

/**
 * Returns one row of CSV as of RFC 4180, with its CRLF. A text that a spreadsheet would take for a formula gets an apostrophe in front;
 * a number is written as it is.
 */
export function csvRow(values: readonly CsvValue[]): string {
  return `${values.map(csvCell).join(',')}\r\n`;
}

/** Returns a cell of CSV. */
export function csvCell(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
