import type { Numbers } from '../numbers.js';

/** Watches the server during the whole run. */
export interface Watcher {
  readonly name: string;
  /** Whether it shows what it was told, some time later; false: it asks when it is read. */
  readonly isDrawn: boolean;
  /** Reads what it shows now. */
  readonly read: () => Promise<Numbers>;
  /** Saves what it looks like now; the files have this word in their names. Resolves to their paths. */
  readonly save: (when: string) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** A watcher that cannot watch here, and why. */
export interface Absent {
  readonly name: string;
  readonly missing: string;
}

/** What may watch: it watches, or says why it cannot. */
export type Attached = Watcher | Absent;

export function isWatching(attached: Attached): attached is Watcher {
  return !('missing' in attached);
}
