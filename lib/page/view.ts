import type { Participant } from '../status/entries.js';
import { DEFAULT_SORTING, filterRows, sortRows, type Column, type Filter, type Sorting } from './rows.js';

/** A page of rows. */
export interface Visible {
  readonly rows: readonly Participant[];
  /** The place of the first one, from 0. */
  readonly offset: number;
  /** How many rows the filter lets through. */
  readonly matching: number;
  readonly known: number;
}

/** How many rows a page of the table has. */
export const PAGE_SIZE = 50;

/** Which rows are to be seen, in which order. */
export class View {
  filter: Filter = { search: '', state: null };
  sorting: Sorting = DEFAULT_SORTING;
  #page = 0;
  /** In the last order: what is nearly sorted is sorted fast. */
  #ids: readonly string[] = [];
  #visible: readonly string[] = [];

  /** Shows the rows that match from the first one on. */
  narrow(filter: Partial<Filter>): void {
    this.filter = { ...this.filter, ...filter };
    this.#page = 0;
  }

  /** Sorts by a column; if it is sorted by it already, the other way round. */
  sortBy(column: Column): void {
    const same = this.sorting.column === column;
    this.sorting = { column, descending: same && !this.sorting.descending };
    this.#page = 0;
  }

  turn(to: 'first' | 'previous' | 'next' | 'last'): void {
    const pages = { first: 0, previous: this.#page - 1, next: this.#page + 1, last: Infinity };
    this.#page = Math.max(0, pages[to]);
  }

  /**
   * Returns the rows to be seen.
   * @param held whether the rows of the last time keep their places: nobody hits the wrong row because it moved
   */
  visible(participants: ReadonlyMap<string, Participant>, held = false): Visible {
    const sorted = sortRows(filterRows(this.#inLastOrder(participants), this.filter), this.sorting);
    this.#ids = sorted.map(({ id }) => id);
    this.#page = Math.min(this.#page, Math.max(0, Math.ceil(sorted.length / PAGE_SIZE) - 1));
    const offset = this.#page * PAGE_SIZE;
    const page = sorted.slice(offset, offset + PAGE_SIZE);
    const rows = held ? hold(this.#visible, page, participants) : page;
    this.#visible = rows.map(({ id }) => id);
    return { rows, offset, matching: sorted.length, known: participants.size };
  }

  *#inLastOrder(participants: ReadonlyMap<string, Participant>): Iterable<Participant> {
    const seen = new Set(this.#ids);
    for (const id of this.#ids) {
      const participant = participants.get(id);
      if (participant !== undefined) yield participant;
    }
    for (const participant of participants.values()) if (!seen.has(participant.id)) yield participant;
  }
}

/** The rows that were there keep their order; new ones fill the page. */
function hold(
  before: readonly string[],
  page: readonly Participant[],
  participants: ReadonlyMap<string, Participant>,
): Participant[] {
  const kept = before.flatMap((id) => participants.get(id) ?? []);
  const ids = new Set(before);
  return [...kept, ...page.filter(({ id }) => !ids.has(id))].slice(0, Math.max(kept.length, page.length));
}
