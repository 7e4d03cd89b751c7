import type { Row } from '../feed/shapes.js';

export const SORTS = ['attention', 'name', 'time', 'tries', 'last seen'] as const;
export type Sort = (typeof SORTS)[number];

export const FILTERS = ['all', 'failed', 'in WORK', 'answering', 'done', 'not done'] as const;
export type Filter = (typeof FILTERS)[number];

export interface Choice {
  readonly sort: Sort;
  readonly filter: Filter;
  /** A part of a name, a serial number, an address or an id, in any case; empty for all. */
  readonly search: string;
}

/** A failure is news for this long. */
const RECENT_MS = 10 * 60_000;
/** The part of the deadline of WORK after which it matters who is still in it. */
const LATE = 0.8;

/** Returns the participants that are chosen, in the order that is chosen. @param now the time of the server */
export function chosen(
  rows: Iterable<Row>,
  { sort, filter, search }: Choice,
  now: number,
  workTimeoutSeconds: number,
): readonly Row[] {
  const wanted = normal(search);
  const found = [...rows].filter((row) => passes(row, filter) && (wanted === '' || matches(row, wanted)));
  const ranked = found.map((row) => ({ row, rank: rankOf(row, now, workTimeoutSeconds) }));
  return ranked.sort((a, b) => compare(sort, a, b)).map(({ row }) => row);
}

interface Ranked {
  readonly row: Row;
  readonly rank: number;
}

/** What needs a look first: 0 failed a moment ago, 1 late in WORK, 2 answering, 3 in WORK, 4 failed earlier, 5 done. */
export function rankOf({ state, since }: Row, now: number, workTimeoutSeconds: number): number {
  switch (state) {
    case 'failed':
      return now - since <= RECENT_MS ? 0 : 4;
    case 'working':
      return isLate(since, now, workTimeoutSeconds) ? 1 : 3;
    case 'done':
      return 5;
    default:
      return 2;
  }
}

/** Whether WORK nears its deadline. */
export function isLate(since: number, now: number, workTimeoutSeconds: number): boolean {
  return now - since >= LATE * workTimeoutSeconds * 1000;
}

function compare(sort: Sort, a: Ranked, b: Ranked): number {
  const [one, other] = [a.row, b.row];
  switch (sort) {
    case 'attention':
      return a.rank - b.rank || byTime(a, b) || byName(one, other);
    case 'name':
      return byName(one, other);
    case 'time':
      return one.since - other.since || byName(one, other);
    case 'tries':
      return other.tries - one.tries || byName(one, other);
    case 'last seen':
      return other.lastSeen - one.lastSeen || byName(one, other);
  }
}

/** Of those who do something, who began first; of those who have ended, who ended last. */
function byTime(a: Ranked, b: Ranked): number {
  const ended = a.row.state === 'failed' || a.row.state === 'done';
  return ended ? b.row.since - a.row.since : a.row.since - b.row.since;
}

const COLLATOR = new Intl.Collator('en', { numeric: true });

/** Those without a name last. The ids make the order the same each time. */
function byName(a: Row, b: Row): number {
  if (a.name !== null && b.name !== null) {
    return COLLATOR.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
  }
  if (a.name === b.name) return a.id < b.id ? -1 : 1;
  return a.name === null ? 1 : -1;
}

function passes({ state, doneAt }: Row, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'failed':
      return state === 'failed';
    case 'in WORK':
      return state === 'working';
    case 'answering':
      return state !== 'failed' && state !== 'working' && state !== 'done';
    case 'done':
      return doneAt !== null;
    case 'not done':
      return doneAt === null;
  }
}

function matches({ id, name, serialNumber, address }: Row, wanted: string): boolean {
  return [name, id, serialNumber, address].some((text) => text !== null && normal(text).includes(wanted));
}

function normal(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
