/** A suffix for a WORK command, with the number of attempts and the time that the search took. */
export interface Solution {
  /** The suffix: 1 to 128 characters of A-Z a-z 0-9 _ -, verified with node:crypto. */
  readonly suffix: string;
  /** The number of hashed candidates, of all threads together. */
  readonly attempts: number;
  /** The seconds from the call to the result. */
  readonly seconds: number;
}

/** The progress of a search. A search is memoryless: the expected remaining time does not depend on the attempts so far. */
export interface WorkProgress {
  /** The number of hashed candidates so far, of all threads together. */
  readonly attempts: number;
  /** The seconds since the call. */
  readonly seconds: number;
  /** The mean number of attempts that a search of this difficulty takes: 2^n_bits. */
  readonly expectedAttempts: number;
}

/** Called about five times a second while threads search. An exception of it ends the search, and rejects its promise. */
export type OnProgress = (progress: WorkProgress) => void;

/** Options that all searches have. */
export interface SearchOptions {
  /** Stops the search when it aborts; the promise then rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}
