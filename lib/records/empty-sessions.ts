import { BoundedTable } from '../protocol/bounded-table.js';
import type { Peer } from '../session/events.js';
import { certificateKey } from '../session/identity.js';
import type { SessionRecord } from './record.js';

/** How many sessions that answered nothing have a record, in an hour, for each certificate. */
export const EMPTY_PER_HOUR = 100;
const HOUR_MS = 3_600_000;
/** The maximum number of certificates that are counted. */
const MAX_KEYS = 4096;

/** Whom a session is of. */
type Client = Pick<Peer, 'client' | 'remote'>;

/** What one certificate did within an hour. */
interface Window {
  readonly startedAt: number;
  written: number;
  /** The number of records that were left out and not yet told of. */
  leftOut: number;
  /** The last record that was left out. */
  last: SessionRecord | null;
}

export interface EmptySessionsOptions {
  /** Sessions of one certificate in an hour that have a record though they answered nothing. Default: 100. */
  readonly perHour?: number | undefined;
  /** A monotonic clock, in milliseconds. */
  readonly now?: () => number;
  /** Writes the last of the records that were left out. It has the number of the others in `suppressed`. */
  readonly write: (record: SessionRecord) => void;
}

/**
 * Leaves out the records of sessions that answered nothing, beyond a number in an hour for each certificate, so that nobody can fill the disk
 * with them. They are counted: the next record of the certificate that is written bears the number. If none comes within the hour, the last
 * record that was left out is written with it, when the next session of anybody ends.
 */
export class EmptySessions {
  readonly #perHour: number;
  readonly #now: () => number;
  readonly #write: EmptySessionsOptions['write'];
  readonly #windows: BoundedTable<Window>;
  #sweptAt = -Infinity;

  constructor({ perHour = EMPTY_PER_HOUR, now = () => performance.now(), write }: EmptySessionsOptions) {
    this.#perHour = perHour;
    this.#now = now;
    this.#write = write;
    this.#windows = new BoundedTable({
      maxEntries: MAX_KEYS,
      isStale: isOver,
      onEvicted: (window) => {
        this.#tell(window);
      },
    });
  }

  /** Returns whether the record of a session that answered nothing has to be written. If not, it is counted. */
  admits(peer: Client, record: () => SessionRecord): boolean {
    const now = this.#now();
    this.#tellOfThePast(now);
    const key = keyOf(peer);
    let window = this.#windows.get(key);
    if (window === undefined || isOver(window, now)) {
      if (window !== undefined) this.#tell(window);
      window = { startedAt: now, written: 0, leftOut: 0, last: null };
      this.#windows.set(key, window, now);
    }
    if (window.written < this.#perHour) {
      window.written += 1;
      return true;
    }
    window.leftOut += 1;
    window.last = record();
    return false;
  }

  /** Returns the number of records of this client that were left out since the last one that was written. */
  take(peer: Client): number {
    // Almost always there are none.
    if (this.#windows.size === 0) return 0;
    const window = this.#windows.get(keyOf(peer));
    let count = 0;
    if (window !== undefined) {
      count = window.leftOut;
      window.leftOut = 0;
      window.last = null;
    }
    this.#tellOfThePast(this.#now());
    return count;
  }

  /** Writes what is not told of yet. */
  close(): void {
    this.#windows.clear();
  }

  /** Once an hour, because each search looks at all windows. No timer: what is not told of yet is told with the next session, or at the end. */
  #tellOfThePast(now: number): void {
    if (now - this.#sweptAt < HOUR_MS) return;
    this.#sweptAt = now;
    this.#windows.sweep(now);
  }

  #tell({ leftOut, last }: Window): void {
    if (last === null) return;
    this.#write(leftOut === 1 ? last : { ...last, suppressed: leftOut - 1 });
  }
}

function isOver({ startedAt }: Window, now: number): boolean {
  return now - startedAt >= HOUR_MS;
}

/** The certificate; the address of a client without one. */
function keyOf({ client, remote }: Client): string {
  return client === null ? `address ${remote?.address ?? 'unknown'}` : certificateKey(client);
}
