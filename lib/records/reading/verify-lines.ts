import type { SessionRecord } from '../record.js';
import { IdTable } from './id-table.js';
import { toRecord } from './parse-record.js';
import { forEachLine } from './whole-lines.js';

/** Records are written within seconds. One that ended so much before one in front of it is out of order, in milliseconds. */
export const ORDER_TOLERANCE_MS = 60_000;

/** So many places of problems are named. */
const MAX_PLACES = 10;

/** What can be wrong with a line. */
export type LineProblem = 'torn' | 'foreign' | 'takenBack';

/** Where a problem is. */
export interface ProblemPlace {
  readonly path: string;
  /** The number of the line, from 1. */
  readonly line: number;
  readonly problem: LineProblem;
}

/** What the lines of records come to, as numbers of lines where nothing else is said. */
export interface LineReport {
  /** All lines, blank ones included. */
  lines: number;
  records: number;
  blank: number;
  /** No JSON: torn by a crash or a full disk, or never a record. */
  torn: number;
  /** JSON, and no record. */
  foreign: number;
  /** Records that take back what an earlier record of their session has said for good, such as `done` after `failed`. */
  takenBack: number;
  /** Records that were there before: the same id, outcome and time. Harmless. */
  repeated: number;
  /** Records that ended a minute or more before one in front of them: the clock was set, or files were joined. */
  outOfOrder: number;
  /** The first places of lines that are torn, foreign or taken back. */
  readonly places: ProblemPlace[];
}

/** How a session stands by its last record: before DONE, or at its end. */
const OPEN = 0;
const CONFIRMED = 1;
const UNCONFIRMED = 2;
const NOT_DONE = 3;

/** Checks the lines of files of records, in their order. Its memory grows with the sessions: by some 60 bytes each. */
export class LineVerifier {
  readonly report: LineReport = {
    lines: 0,
    records: 0,
    blank: 0,
    torn: 0,
    foreign: 0,
    takenBack: 0,
    repeated: 0,
    outOfOrder: 0,
    places: [],
  };
  /** The place of each session in the lists below. */
  readonly #sessions = new IdTable();
  #states = new Uint8Array(1024);
  #endedAt = new Float64Array(1024);
  #latest = '';

  /** The number of ids. */
  get sessions(): number {
    return this.#sessions.size;
  }

  /** The number of sessions whose last record was written before DONE: they are at DONE now, or the server was killed then. */
  get withoutEnd(): number {
    let count = 0;
    for (let index = 0; index < this.sessions; index++) if (this.#states[index] === OPEN) count += 1;
    return count;
  }

  /**
   * Checks whole lines.
   * @param firstLine the number of the first of them in its file
   * @returns the number of the line behind them
   */
  add(lines: Buffer, path: string, firstLine: number): number {
    let line = firstLine;
    forEachLine(lines, (from, to) => {
      const problem = this.#check(lines.toString('utf8', from, to));
      if (problem !== null) this.#found(path, line, problem);
      line += 1;
    });
    return line;
  }

  /** Adds a torn line that has no LF. */
  addTorn(path: string, line: number): void {
    this.report.lines += 1;
    this.#found(path, line, 'torn');
  }

  #found(path: string, line: number, problem: LineProblem): void {
    this.report[problem] += 1;
    if (this.report.places.length < MAX_PLACES) this.report.places.push({ path, line, problem });
  }

  #check(text: string): LineProblem | null {
    this.report.lines += 1;
    if (text.trim() === '') {
      this.report.blank += 1;
      return null;
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return 'torn';
    }
    const record = toRecord(value);
    if (record === null) return 'foreign';
    this.report.records += 1;
    this.#checkOrder(record);
    return this.#follows(record) ? null : 'takenBack';
  }

  #checkOrder({ endedAt }: SessionRecord): void {
    if (endedAt >= this.#latest) this.#latest = endedAt;
    else if (Date.parse(this.#latest) - Date.parse(endedAt) >= ORDER_TOLERANCE_MS)
      this.report.outOfOrder += 1;
  }

  /** Returns whether a record may follow the earlier ones of its session. */
  #follows(record: SessionRecord): boolean {
    const state = stateOf(record);
    const endedAt = Date.parse(record.endedAt);
    const index = this.#sessions.get(record.id) ?? this.#add(record.id);
    const before = this.#states[index] ?? NEW;
    const isRepeated = before === state && this.#endedAt[index] === endedAt;
    if (isRepeated) this.report.repeated += 1;
    this.#states[index] = state;
    this.#endedAt[index] = endedAt;
    return before === NEW || before === OPEN || isRepeated;
  }

  #add(id: string): number {
    const index = this.sessions;
    if (index === this.#states.length) {
      this.#states = larger(this.#states, Uint8Array);
      this.#endedAt = larger(this.#endedAt, Float64Array);
    }
    this.#states[index] = NEW;
    this.#sessions.set(id, index);
    return index;
  }
}

const NEW = 255;

function stateOf({ outcome, confirmed }: SessionRecord): number {
  if (outcome !== 'done') return NOT_DONE;
  return confirmed === null ? OPEN : confirmed ? CONFIRMED : UNCONFIRMED;
}

function larger<List extends Uint8Array | Float64Array>(
  list: List,
  Type: new (length: number) => List,
): List {
  const copy = new Type(list.length * 2);
  copy.set(list);
  return copy;
}
