import type { Participant, ParticipantState } from '../status/entries.js';
import { styleOf } from './states.js';

/** The columns by which rows can be sorted. */
export type Column = 'name' | 'state' | 'since' | 'answered' | 'tries' | 'error';

export interface Sorting {
  readonly column: Column;
  readonly descending: boolean;
}

/** Those that need a look first, and of these the longest wait. */
export const DEFAULT_SORTING: Sorting = { column: 'state', descending: false };

export interface Filter {
  /** Words that a row has to hold, in any order and case. */
  readonly search: string;
  /** Null: every state. */
  readonly state: ParticipantState | null;
}

type Comparison = (a: Participant, b: Participant) => number;

const COLLATOR = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** What a participant is called where the certificate has no name. */
export function nameOf(participant: Pick<Participant, 'name' | 'id'>): string {
  return participant.name ?? participant.id;
}

const ratio = ({ answered, requests }: Participant): number =>
  requests === null || requests === 0 ? answered : answered / requests;

/** The longest wait first; of those that have ended the newest first. */
const byInterest: Comparison = (a, b) => (styleOf(a.state).underWay ? a.since - b.since : b.since - a.since);

const COMPARISONS: Readonly<Record<Column, Comparison>> = {
  name: (a, b) => COLLATOR.compare(nameOf(a), nameOf(b)),
  state: (a, b) => styleOf(a.state).rank - styleOf(b.state).rank || byInterest(a, b),
  // What is shown is for how long: the shortest first.
  since: (a, b) => b.since - a.since,
  answered: (a, b) => ratio(a) - ratio(b),
  tries: (a, b) => a.tries - b.tries,
  error: (a, b) => compareErrors(a.lastError?.code ?? null, b.lastError?.code ?? null),
};

/** Rows without an error come after those with one. */
function compareErrors(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : Number(a > b);
}

/** Sorts in place. Rows that are equal are sorted by their ids, so that none of them jumps. */
export function sortRows(rows: Participant[], { column, descending }: Sorting): Participant[] {
  const compare = COMPARISONS[column];
  const sign = descending ? -1 : 1;
  return rows.sort((a, b) => sign * compare(a, b) || (a.id < b.id ? -1 : 1));
}

/** Returns whether a row holds every word of a search, in its name, id, serial number, address, state, step or last error. */
function matches(participant: Participant, words: readonly string[]): boolean {
  const { id, name, serialNumber, address, state, step, lastError } = participant;
  const error = lastError === null ? '' : `${lastError.code} ${lastError.message}`;
  const text =
    `${name ?? ''}\n${id}\n${serialNumber ?? ''}\n${address ?? ''}\n${styleOf(state).word}\n${step ?? ''}\n${error}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Returns the rows that a filter lets through, in their order. */
export function filterRows(rows: Iterable<Participant>, { search, state }: Filter): Participant[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found: Participant[] = [];
  for (const row of rows) {
    if ((state === null || row.state === state) && (words.length === 0 || matches(row, words)))
      found.push(row);
  }
  return found;
}

/** Returns how many rows are in each state. */
export function countStates(rows: Iterable<Participant>): ReadonlyMap<ParticipantState, number> {
  const counts = new Map<ParticipantState, number>();
  for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}
