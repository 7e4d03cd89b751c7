/** What the kit is told of a server, because it cannot see it. */
export interface ServerFacts {
  /** Work above so many bits is not solved: checks that need it are skipped. */
  readonly maxBits: number;
  /** The deadline of every step but WORK, in milliseconds. */
  readonly otherTimeoutMs: number;
  /** The deadline of WORK, in milliseconds; null if it is not known. */
  readonly workTimeoutMs: number | null;
}

/** Reads the records that a server keeps: what a command prints. */
export type RecordsReader = (over: AbortSignal) => Promise<string>;
