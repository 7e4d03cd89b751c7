import type { Activity, Entry, Participant, RefusalEntry, SessionEntry } from './entries.js';
import type { StatusSummary } from './snapshot.js';

/** What the status server sends over HTTP, as JSON. Its readers are the page, tlslp-top, and programs of others. */

/** `/api/status`, and the data of the event `status` of `/api/events`. */
export interface StatusMessage extends StatusSummary {
  /** The time of the server when it sent this, in milliseconds since the epoch: differences of clocks do not count. */
  readonly now: number;
  /** Another one after a restart: then nothing that was seen before counts. */
  readonly run: string;
  readonly readers: ReaderCounts;
}

/** The readers of `/api/events`. */
export interface ReaderCounts {
  readonly open: number;
  /** Readers that were too slow, since the start. */
  readonly dropped: number;
}

/** The data of the event `participants` of `/api/events`: rows that are new or have changed. */
export interface ParticipantsMessage {
  /** Forget all rows first. */
  readonly reset: boolean;
  readonly participants: readonly Participant[];
  /** The ids of rows that are forgotten. */
  readonly removed: readonly string[];
}

/** The data of the event `activities` of `/api/events`: the oldest first. */
export type ActivitiesMessage = readonly Activity[];

/** A page of a list. */
export interface Page<T> {
  /** How many there are in all. */
  readonly total: number;
  readonly offset: number;
  readonly items: readonly T[];
}

/** `/api/participants?offset=0&limit=100`, the one that changed last first. */
export type ParticipantsPage = Page<Participant>;

/** `/api/sessions?state=open|ended|refused&offset=0&limit=100`, the newest first. Without a state: all of them. */
export type SessionsPage = Page<Entry>;

/** The states of `/api/sessions`. */
export type SessionsFilter = 'open' | 'ended' | 'refused';

/** `/api/participants/ID`: a participant's story. */
export interface Story {
  readonly participant: Participant;
  /** His sessions among the last 10,000, and those that are open, the newest first. */
  readonly sessions: readonly SessionEntry[];
  /** The refusals of his certificate among the last 10,000, the newest first. */
  readonly refusals: readonly RefusalEntry[];
}

/** `/readyz`, with the status 200 or 503. */
export interface Readiness {
  readonly ready: boolean;
  /** Whether an operator has to see to something, though new clients are taken. Says nothing of a server that is not ready. */
  readonly degraded: boolean;
  /** Why it is not ready, or degraded; empty if neither. */
  readonly reasons: readonly { readonly code: NotReady | Degraded; readonly message: string }[];
}

/** Why a server is degraded. */
export type Degraded = 'spooling';

/** Why a server is not ready for new clients. */
export type NotReady = 'starting' | 'draining' | 'stopped' | 'no_space' | 'records_failing' | 'full';
