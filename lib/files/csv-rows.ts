import { CsvError, parse } from 'csv-parse/sync';

/** A row of a CSV file. */
export interface CsvRow {
  /** The line of the file that it ends on; the header is line 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** More rows than this below the header are no list of people. */
export const MAX_CSV_ROWS = 100_000;
const MAX_ROW_CHARS = 16_384;

/** Excel writes semicolons where the comma is the decimal sign. */
const DELIMITERS = [',', ';', '\t'];

export interface CsvOptions {
  /** Removes the spaces around cells, also outside their quotes. Default true. */
  readonly trim?: boolean;
}

/**
 * Returns the rows of a CSV file, the header first: separated by commas, semicolons or tabs, whichever the header has most of. Lines
 * without a character are left out. Reads one row more than `MAX_CSV_ROWS` and the header, so that the caller can tell.
 * @param text without a byte order mark
 * @throws {CsvError} when it is no CSV; `csvProblem` puts it into words
 */
export function csvRows(text: string, { trim = true }: CsvOptions = {}): CsvRow[] {
  const [header = ''] = text.split(/\r\n|\r|\n/, 1);
  const count = (delimiter: string): number => header.split(delimiter).length;
  const [delimiter = ','] = [...DELIMITERS].sort((a, b) => count(b) - count(a));
  const records = parse(text, {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    // A tab that is a delimiter is no space.
    trim: trim && delimiter !== '\t',
    max_record_size: MAX_ROW_CHARS,
    info: true,
    to: MAX_CSV_ROWS + 2,
  }) as unknown as { record: string[]; info: { lines: number } }[];
  return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
}

/** Returns whether nothing is in the row. A spreadsheet saves the rows below its last one as delimiters alone. */
export function isBlankRow(cells: readonly (string | null)[]): boolean {
  return cells.every((cell) => cell?.trim() === '');
}

const PROBLEMS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'a closing quote must be followed by a delimiter or the end of the row',
  INVALID_OPENING_QUOTE: 'a quote must stand at the start of its cell, and be doubled within it',
  CSV_MAX_RECORD_SIZE: `a row is longer than ${MAX_ROW_CHARS} bytes`,
};

/** Returns what is wrong and in which row, for what `csvRows` throws; null for any other error. */
export function csvProblem(error: unknown): string | null {
  if (!(error instanceof CsvError)) return null;
  const row = 'lines' in error ? `row ${String(error['lines'])}: ` : '';
  return `${row}${PROBLEMS[error.code] ?? `is no CSV (${error.code})`}`;
}
