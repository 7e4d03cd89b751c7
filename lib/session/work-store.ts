import type { MaybeAsync } from '../rx/maybe-async.js';

/** The work that a session would give its client, if there is none of an earlier connection. */
export interface WantedWork {
  /** The key of the client's certificate; see `certificateKey`. Work belongs to it. */
  readonly certificate: string;
  /** The id of the session, which holds the work from now on. */
  readonly session: string;
  /** A fresh token. */
  readonly token: string;
  /** The n_bits for the fresh token. */
  readonly nBits: number;
  /** How long a fresh token lives, in seconds. */
  readonly lifetime: number;
}

/** The work that a session gives its client. */
export interface TakenWork {
  readonly token: string;
  /** What it was when the token was handed out first. */
  readonly nBits: number;
  /** Whether the client had this work from an earlier connection. */
  readonly isResumed: boolean;
  /** How long the token lives from now on, in seconds. The session waits no longer for the suffix. */
  readonly secondsLeft: number;
}

/**
 * Keeps the work that is handed out until its proof is accepted, so that it survives a lost connection. A session holds at most one token,
 * from `take` to one of the other methods, and no two living sessions hold the same.
 *
 * If `take` or `spend` throws, rejects or gives nothing in time, the session fails. So a store that has lost its database gives fresh work.
 */
export interface WorkStore {
  /**
   * Returns the oldest token of the certificate that is neither spent nor expired, and that no living session holds; the fresh one if there
   * is none.
   */
  take(wanted: WantedWork): MaybeAsync<TakenWork>;
  /**
   * The suffix for the token that the session holds is valid. Returns true exactly once for each token; false if it was spent elsewhere.
   * The session no longer holds it.
   */
  spend(token: string, session: string): MaybeAsync<boolean>;
  /**
   * The session has ended in WORK: the next session of the certificate gets its work. Without effect if the session holds none. It may come
   * while `take` is under way, and then counts for what that takes.
   */
  release(session: string): void;
  /** The suffix was wrong: nobody gets the token again. Otherwise like `release`. */
  discard(session: string): void;
}

/** The sticky work of one session. */
export interface StickyWork extends Pick<WantedWork, 'certificate' | 'lifetime'> {
  readonly store: WorkStore;
}
