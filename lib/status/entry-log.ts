import { EndedSessions } from './ended-sessions.js';
import type { Entry, RefusalEntry, SessionEntry } from './entries.js';
import type { SessionsFilter, SessionsPage } from './messages.js';
import { Ring } from './ring.js';
import { MAX_ENDED } from './snapshot.js';

/** An entry that may not be read yet, and its place in the order. */
interface Listed {
  readonly at: number;
  readonly read: () => Entry;
}

/** The sessions that ended last, and the last refusals. Two rings, so that a flood of refusals does not hide why a session ended. */
export class EntryLog {
  readonly #ended = new EndedSessions(MAX_ENDED);
  readonly #refused = new Ring<RefusalEntry>(MAX_ENDED);

  ended(entry: SessionEntry): void {
    this.#ended.push(entry);
  }

  refused(entry: RefusalEntry): void {
    this.#refused.push(entry);
  }

  /**
   * Returns a page of the entries, the newest first.
   * @param open the sessions that are open, the oldest first
   * @param filter null for all
   */
  page(
    open: readonly SessionEntry[],
    filter: SessionsFilter | null,
    offset: number,
    limit: number,
  ): SessionsPage {
    const lists: Iterable<Listed>[] = [];
    let total = 0;
    const take = (list: Iterable<Listed>, size: number): void => {
      lists.push(list);
      total += size;
    };
    // Those that are open come first: they are under way now.
    if (filter === null || filter === 'open') take(openNewestFirst(open), open.length);
    if (filter === null || filter === 'ended') take(this.#ended.newestFirst(), this.#ended.size);
    if (filter === null || filter === 'refused') take(this.#refusedNewestFirst(), this.#refused.size);
    const listed = lists.length === 1 ? (lists[0] ?? []) : newestOf(lists);
    return { total, offset, items: slice(listed, offset, limit).map(({ read }) => read()) };
  }

  /** Returns the ended sessions of a participant, the newest first. */
  endedOf(participant: string): SessionEntry[] {
    return this.#ended.of(participant);
  }

  /** Returns the refusals of a certificate, the newest first. */
  refusedOf(serialNumber: string, name: string | null): RefusalEntry[] {
    return [...this.#refused.newestFirst()].filter(
      (entry) => entry.serialNumber === serialNumber && entry.name === name,
    );
  }

  *#refusedNewestFirst(): Generator<Listed> {
    for (const entry of this.#refused.newestFirst()) yield { at: entry.at, read: () => entry };
  }
}

function openNewestFirst(open: readonly SessionEntry[]): Listed[] {
  return open.map((entry) => ({ at: Infinity, read: () => entry })).reverse();
}

function newestOf(lists: readonly Iterable<Listed>[]): Listed[] {
  return lists.flatMap((list) => [...list]).sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

function slice<T>(items: Iterable<T>, offset: number, limit: number): T[] {
  const page: T[] = [];
  let index = 0;
  for (const item of items) {
    if (index >= offset + limit) break;
    if (index >= offset) page.push(item);
    index += 1;
  }
  return page;
}
