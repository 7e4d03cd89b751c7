import type { Observable } from 'rxjs';
import type { Difficulty } from '../work/difficulty/difficulty.js';
import type { Observer } from './observers.js';
import type { ReasonCounts } from './reason-counts.js';
import type { SessionOptions } from './session-of.js';

/** Options of the sessions of a server. */
export interface SessionsOptions extends Omit<
  SessionOptions,
  'id' | 'peer' | 'stopped' | 'isStressed' | 'nBitsFor'
> {
  /**
   * Stops the server when it emits or errors. The server accepts no more connections, lets its sessions go on for `drainTimeout` of the
   * configuration, ends the others with FAIL, and completes. A stop also applies during the start of the server. Default: no stop.
   */
  readonly stop?: Observable<unknown>;
  /** Returns the id of a new session. Default: a random UUID. */
  readonly newId?: () => string;
  /**
   * The identities of the clients that are done already, for `once` of the configuration; see `doneIdentities`. Default: none.
   */
  readonly doneBefore?: Iterable<string>;
  /**
   * Returns the time for the dates of certificates and CRLs, and for `opensAt` and `closesAt`, in milliseconds since the epoch. Not that of
   * `scheduler`, which may be virtual. Default: the time of day.
   */
  readonly wallClock?: () => number;
  /** Receive every event before the subscriber does. Their exceptions have no effect on the server. Default: none. */
  readonly observers?: readonly Observer[];
  /** Decides the number of zero bits of a range of `nBits`. Default: this process by itself, by its own load. */
  readonly difficulty?: Difficulty;
  /** Counts refusals and ends of sessions by their reason, from its current counts on. Default: one of the server's own. */
  readonly counts?: ReasonCounts;
}
