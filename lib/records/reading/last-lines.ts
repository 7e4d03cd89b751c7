import type { SessionRecord } from '../record.js';
import { IdTable, UUID_CHARS } from './id-table.js';
import { LineSet } from './line-set.js';
import { parseRecord } from './parse-record.js';
import { forEachLine } from './whole-lines.js';

/** Reads all lines, each time the same: buffers of whole lines. */
export type ReadLines = () => AsyncIterable<Buffer>;

/** How the server begins each line: then the id is known without parsing. */
const START = Buffer.from('{"id":"');
const ID_END = START.length + UUID_CHARS;
const QUOTE = 0x22;
const BRACE = 0x7d;
const NO_IDS: ReadonlySet<string> = new Set();

/**
 * Finds the last line of each id. It parses none that the server wrote: whether such a line is a record, `recordsOf` finds out, which
 * parses it anyway.
 */
export async function findLastLines(read: ReadLines): Promise<LineSet> {
  const table = new IdTable();
  let count = 0;
  for await (const lines of read()) {
    forEachLine(lines, (from, to) => {
      const number = count++;
      if (looksWhole(lines, from, to) && table.setBytes(lines, from + START.length, number)) return;
      const record = recordAt(lines, from, to);
      if (record !== null) table.set(record.id, number);
    });
  }
  const last = new LineSet(count);
  table.forEach((number) => {
    last.add(number);
  });
  return last;
}

/**
 * Streams the records of the last lines. If such a line turns out to be none, as a torn line that happens to end with a brace, the last
 * record of its id comes at the end.
 * @param ids only these. Default: all
 */
export async function* recordsOf(
  read: ReadLines,
  last: LineSet,
  ids: ReadonlySet<string> | null = null,
): AsyncGenerator<readonly SessionRecord[]> {
  const broken = new Set<string>();
  let count = 0;
  for await (const lines of read()) {
    const records: SessionRecord[] = [];
    forEachLine(lines, (from, to) => {
      if (!last.has(count++)) return;
      const id = idAt(lines, from, to);
      if (ids !== null && id !== null && !ids.has(id)) return;
      const record = recordAt(lines, from, to);
      if (record === null) broken.add(id ?? '');
      else if (ids === null || ids.has(record.id)) records.push(record);
    });
    if (records.length > 0) yield records;
  }
  if (broken.size > 0) yield await lastOf(read, broken);
}

/** Returns the last record of each of these ids; none for an id that has no record. */
async function lastOf(read: ReadLines, ids: ReadonlySet<string> = NO_IDS): Promise<SessionRecord[]> {
  const found = new Map<string, SessionRecord>();
  for await (const lines of read()) {
    forEachLine(lines, (from, to) => {
      const id = idAt(lines, from, to);
      if (id !== null && !ids.has(id)) return;
      const record = recordAt(lines, from, to);
      if (record === null || !ids.has(record.id)) return;
      found.delete(record.id);
      found.set(record.id, record);
    });
  }
  return [...found.values()];
}

/** Whether a line has the beginning and the end of a line of the server. A UUID may follow the beginning. */
function looksWhole(lines: Buffer, from: number, to: number): boolean {
  return (
    to - from > ID_END &&
    lines[to - 1] === BRACE &&
    lines[from + ID_END] === QUOTE &&
    lines.compare(START, 0, START.length, from, from + START.length) === 0
  );
}

/** Returns the id of a line that looks like the server's, without parsing it; null for any other line. */
function idAt(lines: Buffer, from: number, to: number): string | null {
  return looksWhole(lines, from, to) ? lines.toString('latin1', from + START.length, from + ID_END) : null;
}

function recordAt(lines: Buffer, from: number, to: number): SessionRecord | null {
  return from === to ? null : parseRecord(lines.toString('utf8', from, to));
}
