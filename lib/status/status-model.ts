import type { IdentityKind } from '../session/identity.js';
import type { Participant } from './entries.js';
import type { StatusInput } from './input.js';
import type { Page, SessionsFilter, SessionsPage, Story } from './messages.js';
import type { StatusChanges, StatusSnapshot, StatusSummary } from './snapshot.js';

export interface StatusModelOptions {
  /** The version of the program. */
  readonly version: string;
  /** When it began to serve, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** What counts as the same participant. Default `fingerprint`. */
  readonly identity?: IdentityKind;
}

/** The status of a server: folds what happens, and is read by every view. Bounded, whatever strangers do. */
export declare class StatusModel {
  constructor(options: StatusModelOptions);
  /** Folds in what happened. */
  apply(input: StatusInput): void;
  /** Grows with each change. */
  get revision(): number;
  summary(): StatusSummary;
  snapshot(): StatusSnapshot;
  changesSince(revision: number): StatusChanges;
  /** The rows, the one that changed last first. */
  participants(offset: number, limit: number): Page<Participant>;
  /** The sessions and refusals, the newest first. */
  sessions(filter: SessionsFilter | null, offset: number, limit: number): SessionsPage;
  /** Null if there is no such participant. */
  story(id: string): Story | null;
}
