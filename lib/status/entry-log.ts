import type { Entry, RefusalEntry, SessionEntry } from './entries.js';
import type { SessionsFilter, SessionsPage } from './messages.js';
import { PackedLog, type Unread } from './packed-log.js';
import { MAX_ENDED } from './snapshot.js';

/** The sessions that ended last, and the last refusals. Two logs, so that a flood of refusals does not hide why a session ended. */
export class EntryLog {
  readonly #ended = new PackedLog<SessionEntry>(MAX_ENDED);
  readonly #refused = new PackedLog<RefusalEntry>(MAX_ENDED);

  ended(entry: SessionEntry): void {
    this.#ended.push(entry, entry.endedAt ?? entry.startedAt);
  }

  refused(entry: RefusalEntry): void {
    this.#refused.push(entry, entry.at);
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
    const lists: Iterable<Unread<Entry>>[] = [];
    let total = 0;
    const take = (list: Iterable<Unread<Entry>>, size: number): void => {
      lists.push(list);
      total += size;
    };
    // Those that are open come first: they are under way now.
    if (filter === null || filter === 'open') take(openNewestFirst(open), open.length);
    if (filter === null || filter === 'ended') take(this.#ended.newestFirst(), this.#ended.size);
    if (filter === null || filter === 'refused') take(this.#refused.newestFirst(), this.#refused.size);
    const listed = lists.length === 1 ? (lists[0] ?? []) : newestOf(lists);
    return { total, offset, items: slice(listed, offset, limit).map(({ read }) => read()) };
  }

  /** Returns the ended sessions of a participant, the newest first. */
  endedOf(participant: string): SessionEntry[] {
    return this.#ended.of('participant', participant);
  }

  /** Returns the refusals of a certificate, the newest first. */
  refusedOf(serialNumber: string, name: string | null): RefusalEntry[] {
    return this.#refused.of('serialNumber', serialNumber).filter((entry) => entry.name === name);
  }
}

function openNewestFirst(open: readonly SessionEntry[]): Unread<Entry>[] {
  return open.map((entry) => ({ at: Infinity, read: () => entry })).reverse();
}

function newestOf(lists: readonly Iterable<Unread<Entry>>[]): Unread<Entry>[] {
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
