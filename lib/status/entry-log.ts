import type { Entry, RefusalEntry, SessionEntry } from './entries.js';
import type { SessionsFilter, SessionsPage } from './messages.js';
import { Ring } from './ring.js';
import { MAX_ENDED } from './snapshot.js';

/** The sessions that ended last, and the last refusals. Two rings, so that a flood of refusals does not hide why a session ended. */
export class EntryLog {
  readonly #ended = new Ring<SessionEntry>(MAX_ENDED);
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
    const lists: Iterable<Entry>[] = [];
    let total = 0;
    const take = (list: Iterable<Entry>, size: number): void => {
      lists.push(list);
      total += size;
    };
    if (filter === null || filter === 'open') take([...open].reverse(), open.length);
    if (filter === null || filter === 'ended') take(this.#ended.newestFirst(), this.#ended.size);
    if (filter === null || filter === 'refused') take(this.#refused.newestFirst(), this.#refused.size);
    const items = lists.length === 1 ? (lists[0] ?? []) : newestOf(lists);
    return { total, offset, items: slice(items, offset, limit) };
  }

  /** Returns the ended sessions of a participant, the newest first. */
  endedOf(participant: string): SessionEntry[] {
    return [...this.#ended.newestFirst()].filter((entry) => entry.participant === participant);
  }

  /** Returns the refusals of a certificate, the newest first. */
  refusedOf(serialNumber: string, name: string | null): RefusalEntry[] {
    return [...this.#refused.newestFirst()].filter(
      (entry) => entry.serialNumber === serialNumber && entry.name === name,
    );
  }
}

function timeOf(entry: Entry): number {
  return entry.kind === 'refusal' ? entry.at : (entry.endedAt ?? Infinity);
}

/** Those that are open come first: they are under way now. */
function newestOf(lists: readonly Iterable<Entry>[]): Entry[] {
  return lists
    .flatMap((list) => [...list])
    .sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : timeOf(a) > timeOf(b) ? -1 : 0));
}

function slice(items: Iterable<Entry>, offset: number, limit: number): Entry[] {
  const page: Entry[] = [];
  let index = 0;
  for (const item of items) {
    if (index >= offset + limit) break;
    if (index >= offset) page.push(item);
    index += 1;
  }
  return page;
}
