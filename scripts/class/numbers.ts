/** A count for each key; a key that is missing counts 0. */
export type Counts = Readonly<Record<string, number>>;

/** What a view says at one moment. What it does not show is absent. */
export interface Numbers {
  /** Sessions that began. */
  readonly sessions?: number;
  readonly done?: number;
  readonly confirmed?: number;
  /** Sessions that ended, by outcome. */
  readonly outcomes?: Counts;
  /** Sessions that failed, by step. */
  readonly steps?: Counts;
  /** Sessions that failed, by code. */
  readonly codes?: Counts;
  /** Refused connections, by reason. */
  readonly refusals?: Counts;
  readonly refused?: number;
  /** Accepted work. */
  readonly worked?: number;
  /** Accepted work that took at most so many seconds, cumulative. */
  readonly workUpTo?: Counts;
  readonly participants?: number;
  readonly participantsDone?: number;
  readonly participantsFailed?: number;
  /** Tries of each participant, by name. */
  readonly tries?: Counts;
  /** The state of each participant, by name: `done` or `failed`. */
  readonly states?: Readonly<Record<string, string>>;
}

/** A view that was read, or why it was not. */
export interface Reading {
  readonly view: string;
  readonly numbers: Numbers;
  /** Why the view is left out; null if it was read. */
  readonly missing: string | null;
}
