import type { SpoolStatus } from '../records/spool/spool-status.js';
import type { Outcome } from '../protocol/failures.js';
import type { Refusal } from '../protocol/reasons.js';
import type { ServerState } from '../server/states.js';
import type { DifficultyCause } from '../work/difficulty/difficulty.js';
import type { StressCause } from '../server/events.js';
import type { Activity, FailureCode, OpenState, Participant } from './entries.js';

/**
 * What a server does now and has done, as plain JSON: no answer, no token, no suffix. Every time is in milliseconds since the epoch, every
 * duration in seconds. Texts of a stranger are escaped for a terminal; for HTML they have to be escaped once more.
 */
export interface StatusSnapshot extends StatusSummary {
  /** One row a participant, the one that changed last at the end. At most {@link MAX_PARTICIPANTS}. */
  readonly participants: readonly Participant[];
  /** The last events, the oldest first. At most {@link MAX_ACTIVITIES}. */
  readonly activities: readonly Activity[];
}

/** A snapshot without what grows with the number of participants. */
export interface StatusSummary {
  /** Grows with each change. A reader that has seen one revision asks for the changes since. */
  readonly revision: number;
  readonly server: ServerStatus;
  readonly counts: StatusCounts;
  readonly records: RecordsStatus | null;
  readonly history: History;
}

/** The maximum number of rows. When there are more, the one that finished first is forgotten, and counted. */
export const MAX_PARTICIPANTS = 10_000;
/** How many of the last events are kept. */
export const MAX_ACTIVITIES = 200;
/** How many of the sessions that ended last are kept, and how many of the last refusals. */
export const MAX_ENDED = 10_000;

/** What the server itself is and does. */
export interface ServerStatus {
  readonly version: string;
  /** When the process began to serve. */
  readonly startedAt: number;
  readonly state: ServerState;
  /** Where it listens, such as `tls://localhost:1234`. */
  readonly addresses: readonly string[];
  /** Until when the server's certificate is valid; null if not known. */
  readonly certificateEnd: number | null;
  /** Why it is under stress; null if it is not. */
  readonly stress: StressCause | null;
  /** The difficulty of new sessions now. */
  readonly nBits: number;
  /** The range in which it follows the load; null if it does not. */
  readonly nBitsRange: NBitsRangeStatus | null;
  /** The number of requests of a new session. */
  readonly requests: number;
  /** The limit of open sessions. */
  readonly maxSessions: number;
  /** The deadline of WORK, in seconds. */
  readonly workTimeout: number;
}

/** The range of a difficulty that follows the load: with `max` as the deadline of WORK allows. */
export interface NBitsRangeStatus {
  readonly min: number;
  readonly max: number;
  /** The sessions in WORK that are fine at `min`; twice as many for each bit above. */
  readonly target: number;
}

/** All counts since the start of the process, but for `participants`, which start from the records. */
export interface StatusCounts {
  /** Connections that were accepted. */
  readonly connections: number;
  /** Sessions that began. */
  readonly sessions: number;
  /** Sessions that are open, by state. */
  readonly open: Readonly<Record<OpenState, number>>;
  /** Sessions that have ended, by outcome. */
  readonly ended: Readonly<Record<Outcome, number>>;
  /** Of those that are done: how many clients said OK. */
  readonly confirmed: number;
  /** Sessions that failed, by the code of the error. Without those that are 0. */
  readonly failures: Readonly<Partial<Record<FailureCode, number>>>;
  /** Sessions that failed, by step. A bounded number of steps; the others are `other`. */
  readonly failedSteps: Readonly<Record<string, number>>;
  /** Refused connections, by reason. Without those that are 0. */
  readonly refusals: Readonly<Partial<Record<Refusal, number>>>;
  /** How long accepted work took. */
  readonly work: WorkHistogram;
  /** How often WORK was sent, by its number of zero bits. Without those that are 0. */
  readonly workSent: Readonly<Record<string, number>>;
  /** How often the difficulty went up and down, by the cause. */
  readonly difficultyChanges: Readonly<Record<DifficultyCause, UpAndDown>>;
  readonly participants: ParticipantCounts;
}

/** The number of changes in each direction. */
export interface UpAndDown {
  readonly up: number;
  readonly down: number;
}

/** How many participants there are, by what they do. A participant who was done counts as done, and also by what he does now. */
export interface ParticipantCounts {
  /** All rows. */
  readonly known: number;
  /** Those that are done, whatever they do now. */
  readonly done: number;
  /** Those that are not done, and whose last session failed. */
  readonly failed: number;
  /** Those whose newest session is in WORK. */
  readonly working: number;
  /** Those whose newest session is answering requests, or about to be done. */
  readonly answering: number;
  /** Rows that had to be forgotten. */
  readonly forgotten: number;
  /** Of these: those that were done. */
  readonly forgottenDone: number;
}

/** The durations of accepted work. */
export interface WorkHistogram {
  /** The upper bounds of the buckets, in seconds. The last bucket has none. */
  readonly bounds: readonly number[];
  /** How many durations fall into each bucket; one more than there are bounds. Not cumulative. */
  readonly counts: readonly number[];
  readonly count: number;
  /** The sum of all durations, in seconds. */
  readonly sum: number;
  /** The sum of the expected number of hashes, 2^n_bits for each. With `sum` it gives the rate of the clients. */
  readonly expectedHashes: number;
}

/** What stands with the records. */
export interface RecordsStatus {
  /** Records that are not on disk yet. */
  readonly waiting: number;
  /** Records that are on disk, since the start. */
  readonly committed: number;
  /** Records that were lost, since the start. */
  readonly lost: number;
  /** The last error; null if there was none. */
  readonly lastError: { readonly at: number; readonly message: string } | null;
  /** Whether no record could be kept since the last error. */
  readonly failing: boolean;
  /** The free space of the disk, in bytes; null if not known. */
  readonly freeBytes: number | null;
  /** Whether new sessions are refused for lack of space. */
  readonly short: boolean;
  /** What stands with the spool of a database; null if there is none. */
  readonly spool: SpoolStatus | null;
}

/** What happened when, for charts. */
export interface History {
  /** The last hour, in minutes. */
  readonly hour: Series;
  /** The whole run, the records included. Its buckets grow, so that there are at most 500. */
  readonly run: Series;
}

/** Counts in buckets of equal width. */
export interface Series {
  /** The start of the first bucket. */
  readonly from: number;
  /** The width of a bucket, in milliseconds. */
  readonly width: number;
  /** Sessions that began. */
  readonly began: readonly number[];
  /** Sessions that were done. */
  readonly done: readonly number[];
  /** Sessions that failed. */
  readonly failed: readonly number[];
  /** Connections that were refused. */
  readonly refused: readonly number[];
}

/** What has changed since a revision. */
export interface StatusChanges {
  /** The revision that a reader has with these changes. */
  readonly revision: number;
  /** Forget everything first: what changed since then is not known any more. */
  readonly reset: boolean;
  readonly participants: readonly Participant[];
  /** The ids of rows that were forgotten. */
  readonly removed: readonly string[];
  readonly activities: readonly Activity[];
}
