import { isUtf8 } from 'node:buffer';
import { csvProblem, csvRows, isBlankRow, MAX_CSV_ROWS, type CsvRow } from '../../files/csv-rows.js';
import { escapeText } from '../../protocol/escape.js';
import { emailRule, folderKey, nameRule, ouRule, tidy, type FieldRule, type Participant } from './rules.js';

/** The participants of a file, or what is wrong with it. */
export type ParticipantsRead =
  | { readonly participants: readonly Participant[]; readonly unusedColumns: readonly string[] }
  | { readonly problems: readonly string[] };

interface Row extends Pick<CsvRow, 'line'> {
  /** Null for a cell that is not UTF-8. */
  readonly cells: readonly (string | null)[];
}

const COLUMNS = ['name', 'ou', 'email'] as const;
type Column = (typeof COLUMNS)[number];
const RULES: Readonly<Record<Column, FieldRule>> = { name: nameRule, ou: ouRule, email: emailRule };

const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads participants from CSV: a header with `name`, and if wanted `ou` and `email`, then a row each. Accepts a byte order mark, CRLF,
 * quotes, semicolons or tabs in place of commas, columns in any order, spaces around cells, and empty rows.
 * @returns a problem for each wrong cell, each with row, column and rule; a participant for each row if there is none
 */
export function readParticipants(bytes: Uint8Array): ParticipantsRead {
  const buffer = Buffer.from(bytes);
  if (buffer.includes(0)) {
    return one('contains a NUL byte: it must be CSV in UTF-8 (in Excel: "CSV UTF-8")');
  }
  const text = buffer.subarray(buffer.subarray(0, 3).equals(UTF8_BOM) ? 3 : 0);
  try {
    if (isUtf8(text)) return fromRows(csvRows(text.toString('utf8')));
    // A character for each byte, so that the cell that is wrong has a row and a column.
    return fromRows(csvRows(text.toString('latin1'), { trim: false }).map(toUtf8));
  } catch (error) {
    const problem = csvProblem(error);
    if (problem === null) throw error;
    return one(problem);
  }
}

function fromRows([header, ...rows]: readonly Row[]): ParticipantsRead {
  if (header === undefined)
    return one('is empty: its first row must name the columns: name, and if wanted ou, email');
  if (rows.length > MAX_CSV_ROWS) return one(`has more than ${MAX_CSV_ROWS} rows`);
  const titles = header.cells.map((cell) => tidy(cell ?? '').toLowerCase());
  const twice = COLUMNS.find((column) => titles.filter((title) => title === column).length > 1);
  if (twice !== undefined) return one(`row 1: the column ${twice} must stand there once`);
  if (!titles.includes('name')) return one('row 1: one of the columns must be called name');
  const reader = new RowReader(titles);
  for (const row of rows) reader.read(row);
  if (reader.problems.length > 0) return { problems: reader.problems };
  if (reader.participants.length === 0) return one('has no row below its header');
  const unused = header.cells.map((cell) => cell ?? '').filter((_, i) => !isColumn(titles[i] ?? ''));
  return { participants: reader.participants, unusedColumns: unused.filter((title) => title.trim() !== '') };
}

class RowReader {
  readonly participants: Participant[] = [];
  readonly problems: string[] = [];
  readonly #titles: readonly string[];
  /** The line of each name, by its key. */
  readonly #lines = new Map<string, number>();

  constructor(titles: readonly string[]) {
    this.#titles = titles;
  }

  read({ line, cells }: Row): void {
    if (isBlankRow(cells)) return;
    const problems = this.problems.length;
    if (cells.length !== this.#titles.length) {
      const cellCount = cells.length === 1 ? '1 cell' : `${cells.length} cells`;
      this.problems.push(`row ${line}: has ${cellCount}, and the header has ${this.#titles.length}`);
      return;
    }
    const [name, ou, email] = COLUMNS.map((column) => this.#cell(line, column, cells));
    if (this.problems.length > problems) return;
    this.#checkTwice(line, name ?? '');
    this.participants.push({ name: name ?? '', ou: ou ?? null, email: email ?? null });
  }

  /** Returns the text of a cell; null if there is none. */
  #cell(line: number, column: Column, cells: Row['cells']): string | null {
    const index = this.#titles.indexOf(column);
    if (index === -1) return null;
    const text = cells[index] ?? null;
    if (text === null) {
      this.problems.push(`row ${line}, column ${column}: must be UTF-8 (in Excel: "CSV UTF-8")`);
      return null;
    }
    const value = tidy(text);
    if (value === '' && column !== 'name') return null;
    const problem = RULES[column].broken(value);
    if (problem !== null) {
      this.problems.push(`row ${line}, column ${column}, "${escapeText(value)}": ${problem}`);
    }
    return value;
  }

  #checkTwice(line: number, name: string): void {
    const key = folderKey(name);
    const first = this.#lines.get(key);
    if (first === undefined) this.#lines.set(key, line);
    else {
      this.problems.push(
        `row ${line}, column name, "${escapeText(name)}": must differ from the name in row ${first} by more than upper and lower case`,
      );
    }
  }
}

function isColumn(title: string): title is Column {
  return COLUMNS.some((column) => column === title);
}

/** Converts a row that was read as bytes. */
function toUtf8({ line, cells }: CsvRow): Row {
  const texts = cells.map((cell) => {
    const bytes = Buffer.from(cell, 'latin1');
    return isUtf8(bytes) ? bytes.toString('utf8') : null;
  });
  return { line, cells: texts };
}

function one(problem: string): ParticipantsRead {
  return { problems: [problem] };
}
