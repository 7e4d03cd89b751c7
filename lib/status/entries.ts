import type { ErrorCode } from '../protocol/errors.js';
import type { Outcome } from '../protocol/failures.js';
import type { Reason, Refusal } from '../protocol/reasons.js';
import type { StepDurations } from '../session/events.js';

/** The states of an open session, in their order. `closing`: it has ended, and its connection is not closed yet. */
export const OPEN_STATES = ['greeting', 'working', 'answering', 'finishing', 'closing'] as const;
/** The state of a session that is open. */
export type OpenState = (typeof OPEN_STATES)[number];

/** Why a session failed: the code of the error; `torn_down` if it was destroyed without one. */
export type FailureCode = ErrorCode | 'torn_down';

/** That of the newest open session; without one `done` after DONE was ever sent, else `failed`: the last session was not done, for whatever reason. */
export type ParticipantState = Exclude<OpenState, 'closing'> | 'done' | 'failed';

/** One participant: a certificate, a common name with `--identity cn`, or without certificates an address. */
export interface Participant {
  /** The identity: the fingerprint of the certificate, `cn:NAME`, or `address ADDRESS`. */
  readonly id: string;
  /** The common name, escaped, at most 40 characters; null if there is none. */
  readonly name: string | null;
  /** The serial number of the certificate that was seen last; null without one. */
  readonly serialNumber: string | null;
  /** The address that was seen last, without its port. */
  readonly address: string | null;
  readonly state: ParticipantState;
  /** The step of the newest session: HELLO, WORK, a body name, or DONE. */
  readonly step: string | null;
  /** When the state began. */
  readonly since: number;
  /** Answers of the newest session, of how many; null if not known. */
  readonly answered: number;
  readonly requests: number | null;
  /** Sessions that are open now. */
  readonly open: number;
  /** Sessions that began, with those of the records. */
  readonly tries: number;
  /** When the participant was done first; null if never. */
  readonly doneAt: number | null;
  /** Whether a client of his said OK. */
  readonly confirmed: boolean;
  /** How the last session that has ended did so; null if none has. */
  readonly lastOutcome: Outcome | null;
  readonly lastError: SessionFailure | null;
  readonly firstSeen: number;
  readonly lastSeen: number;
}

/** Why a session failed, or why no OK came. */
export interface SessionFailure {
  readonly code: FailureCode;
  /** At most 300 characters, escaped. */
  readonly message: string;
  /** What would help, in a sentence; null if nothing is known. */
  readonly advice: string | null;
}

/** A session that is open, or has ended. */
export interface SessionEntry {
  readonly kind: 'session';
  /** The session's id. */
  readonly id: string;
  /** The id of its participant. */
  readonly participant: string;
  readonly name: string | null;
  /** Such as `127.0.0.1:1234`; null if not known. */
  readonly remote: string | null;
  readonly startedAt: number;
  /** Null while it is open. */
  readonly endedAt: number | null;
  readonly state: OpenState | 'ended';
  /** The step that is under way, or in which it ended. */
  readonly step: string;
  readonly answered: number;
  readonly requests: number | null;
  readonly outcome: Outcome | null;
  readonly confirmed: boolean | null;
  readonly error: SessionFailure | null;
  /** Null while it is open, and for a session of the records. */
  readonly durations: StepDurations | null;
  readonly work: WorkEntry | null;
}

/** The accepted proof of work of a session. */
export interface WorkEntry {
  readonly nBits: number;
  readonly zeroBits: number;
  readonly seconds: number;
}

/** A connection that was refused. */
export interface RefusalEntry {
  readonly kind: 'refusal';
  readonly at: number;
  readonly remote: string | null;
  readonly name: string | null;
  /** Of the certificate that was shown; it proves nothing where it is not trusted. */
  readonly serialNumber: string | null;
  readonly reason: Refusal;
  /** At most 300 characters, escaped. */
  readonly message: string;
  readonly advice: string | null;
}

/** A session, or a refused connection. */
export type Entry = SessionEntry | RefusalEntry;

/** How much an event matters to who watches: `good` is done, `bad` wants a look. */
export type ActivityLevel = 'info' | 'good' | 'warning' | 'bad';

/** One of the last events, in words. */
export interface Activity {
  /** Grows by one with each. */
  readonly number: number;
  readonly at: number;
  readonly level: ActivityLevel;
  /** The type of the event; for an end of a session and a refusal its reason. */
  readonly type: string;
  readonly reason: Reason | FailureCode | null;
  /** The participant's id and name; null if it is about the server. */
  readonly participant: string | null;
  readonly name: string | null;
  readonly session: string | null;
  /** One sentence, escaped. */
  readonly message: string;
}
