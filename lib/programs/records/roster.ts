import { isUtf8 } from 'node:buffer';
import { csvProblem, csvRows, isBlankRow, MAX_CSV_ROWS, type CsvRow } from '../../files/csv-rows.js';
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
const FINGERPRINT_DIGITS = 64;
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
  return rowsOf(csvRowsOf(bytes.toString('utf8').replace(/^\ufeff/, ''), problem), problem);
}

type Problem = (text: string) => ConfigError;

function csvRowsOf(text: string, problem: Problem): CsvRow[] {
  try {
    return csvRows(text);
  } catch (error) {
    const what = csvProblem(error);
    if (what === null) throw error;
    throw problem(what);
  }
}

function rowsOf([header, ...rows]: readonly CsvRow[], problem: Problem): RosterRow[] {
  const titles = header?.cells.map((title) => title.trim().toLowerCase()) ?? [];
  const indexes = COLUMNS.map((column) => titles.indexOf(column));
  if (indexes.every((index) => index === -1)) {
    throw problem('must begin with a header that has a column name, email or fingerprint');
  }
  if (rows.length > MAX_CSV_ROWS) throw problem(`has more than ${MAX_CSV_ROWS} rows`);
  const read = rows.flatMap(({ cells, line }): RosterRow[] => {
    if (isBlankRow(cells)) return [];
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
