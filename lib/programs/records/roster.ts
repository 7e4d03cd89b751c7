import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import { readFileAtMost } from '../../files/read-at-most.js';
import { ConfigError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import { systemErrorText } from '../../protocol/system-errors.js';
import { shown } from './texts.js';

/** A person who should come. At least one of the fields is there. */
export interface RosterRow {
  readonly name: string | null;
  readonly email: string | null;
  /** The digits of the fingerprint, in upper case. */
  readonly fingerprint: string | null;
}

const MAX_BYTES = 16 * 1024 * 1024;
const MAX_ROWS = 100_000;
const MAX_ROW_CHARS = 16_384;
const FINGERPRINT_DIGITS = 64;
/** Excel writes semicolons where the comma is the decimal sign. */
const DELIMITERS = [',', ';', '\t'];
const COLUMNS = ['name', 'email', 'fingerprint'] as const;

/**
 * Reads who should come from a CSV file.
 * @throws {ConfigError} `unusable_file`: one line with the file, the row and the rule
 */
export async function readRoster(path: string): Promise<RosterRow[]> {
  let bytes: Buffer;
  try {
    bytes = await readFileAtMost(path, MAX_BYTES + 1);
  } catch (cause) {
    throw unusable(path, `cannot be read: ${systemErrorText(cause)}`, cause);
  }
  if (bytes.length > MAX_BYTES) throw unusable(path, 'is larger than 16 MiB');
  if (bytes.includes(0) || !isUtf8(bytes))
    throw unusable(path, 'must be CSV in UTF-8 (in Excel: "CSV UTF-8")');
  const problem = (text: string): ConfigError => unusable(path, text);
  return rowsOf(cellsOf(bytes.toString('utf8').replace(/^\ufeff/, ''), problem), problem);
}

type Problem = (text: string) => ConfigError;

interface Cells {
  readonly cells: readonly string[];
  /** The line of the file that the row ends on. */
  readonly line: number;
}

function cellsOf(text: string, problem: Problem): Cells[] {
  const [header = ''] = text.split(/\r\n|\r|\n/, 1);
  const columns = (delimiter: string): number => header.split(delimiter).length;
  const [delimiter = ','] = [...DELIMITERS].sort((a, b) => columns(b) - columns(a));
  try {
    const records = parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: delimiter !== '\t',
      max_record_size: MAX_ROW_CHARS,
      info: true,
      to: MAX_ROWS + 2,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = 'lines' in error ? `, row ${String(error['lines'])}` : '';
    throw problem(`is no CSV (${error.code})${row}`);
  }
}

function rowsOf([header, ...rows]: readonly Cells[], problem: Problem): RosterRow[] {
  const titles = header?.cells.map((title) => title.trim().toLowerCase()) ?? [];
  const indexes = COLUMNS.map((column) => titles.indexOf(column));
  if (indexes.every((index) => index === -1)) {
    throw problem('must begin with a header that has a column name, email or fingerprint');
  }
  if (rows.length > MAX_ROWS) throw problem(`has more than ${MAX_ROWS} rows`);
  const read = rows.flatMap(({ cells, line }): RosterRow[] => {
    // A spreadsheet saves the rows below its last one as delimiters alone.
    if (cells.every((cell) => cell.trim() === '')) return [];
    const [name = null, email = null, fingerprint = null] = indexes.map((index) => textOf(cells[index]));
    const digits = fingerprint?.replace(/[:\s]/g, '').toUpperCase() ?? null;
    if (digits !== null && !(digits.length === FINGERPRINT_DIGITS && /^[0-9A-F]+$/.test(digits))) {
      throw problem(
        `row ${line}, column fingerprint, "${escapeText(fingerprint ?? '')}": must be a SHA-256 fingerprint of 64 hexadecimal digits`,
      );
    }
    if (name === null && email === null && digits === null) {
      throw problem(`row ${line}: must have a name, an email or a fingerprint`);
    }
    return [{ name, email, fingerprint: digits }];
  });
  if (read.length === 0) throw problem('has no row below its header');
  return read;
}

function textOf(cell: string | undefined): string | null {
  const text = cell?.trim() ?? '';
  return text === '' ? null : text;
}

function unusable(path: string, problem: string, cause?: unknown): ConfigError {
  return new ConfigError('unusable_file', `The roster ${shown(path)} ${problem}.`, { cause });
}
