import { Observable } from 'rxjs';
import { BoundedTable } from '../protocol/bounded-table.js';
import type { EmptySessions } from './empty-sessions.js';
import type { GroupCommit } from './group-commit.js';
import type { SessionRecord } from './record.js';

/** So many of the last sessions with such a count are remembered. They are rare, and their records come soon after each other. */
const MAX_SUPPRESSED = 4096;

/** Keeps the records that other processes of a server have built of their sessions: in one sink, and in one batch with all others. */
export class RecordsElsewhere {
  readonly #commits: GroupCommit;
  readonly #empty: EmptySessions;
  readonly #onChange: () => void;
  /** What the records of a session count besides it, for its later records: the last one counts. */
  readonly #suppressed = new BoundedTable<number>({ maxEntries: MAX_SUPPRESSED, isStale: () => false });
  #open = 0;

  /** @param onChange called when the number of open sessions has changed */
  constructor(commits: GroupCommit, empty: EmptySessions, onChange: () => void) {
    this.#commits = commits;
    this.#empty = empty;
    this.#onChange = onChange;
  }

  /** The number of sessions whose answers are not committed, and that have no end. */
  get openSessions(): number {
    return this.#open;
  }

  set openSessions(count: number) {
    if (count === this.#open) return;
    this.#open = count;
    this.#onChange();
  }

  /**
   * Resolves when the sink has the record, and also if it is one too many of sessions that answered nothing. Rejects with a ServiceError
   * `not_durable`.
   */
  keep(record: SessionRecord): Promise<void> {
    const { id } = record;
    if (isEmpty(record) && !this.#empty.admits(record, () => record)) return Promise.resolve();
    const suppressed = this.#empty.take(record) + (this.#suppressed.get(id) ?? 0);
    if (suppressed > 0) this.#suppressed.set(id, suppressed, 0);
    return new Promise((resolve, reject) => {
      new Observable<never>((waiter) => {
        this.#commits.add({ record: suppressed === 0 ? record : { ...record, suppressed }, waiter });
      }).subscribe({ error: reject, complete: resolve });
    });
  }
}

function isEmpty({ outcome, work, answers }: SessionRecord): boolean {
  return outcome !== 'done' && work === null && Object.keys(answers).length === 0;
}
