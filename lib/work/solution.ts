/** A suffix that satisfies a WORK command, and what it took to find it. */
export interface Solution {
  /** 1 to 128 characters of A-Z a-z 0-9 _ -, checked with node:crypto. */
  readonly suffix: string;
  /** Candidates that were hashed, by all threads together. */
  readonly attempts: number;
  /** From the call to the suffix. */
  readonly seconds: number;
}

/** How far a search has come. It is memoryless: what has been tried so far brings the end no nearer. */
export interface WorkProgress {
  /** Candidates hashed so far, by all threads together. */
  readonly attempts: number;
  /** Since the call. */
  readonly seconds: number;
  /** The mean number of candidates that a search of this difficulty takes: 2^n_bits. */
  readonly expectedAttempts: number;
}

/** Called about five times a second while threads search; what it throws ends the search. */
export type OnProgress = (progress: WorkProgress) => void;

/** How a search is watched and stopped. */
export interface SearchOptions {
  /** Stops every thread when it aborts; the promise then rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}
