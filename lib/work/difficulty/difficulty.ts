import type { Observable } from 'rxjs';
import type { DifficultySettings } from './settings.js';

/** Why the number of zero bits changed: the load, a new configuration, or the others of the group. */
export const DIFFICULTY_CAUSES = ['load', 'configured', 'group'] as const;
export type DifficultyCause = (typeof DIFFICULTY_CAUSES)[number];

/** A change of the number of zero bits. */
export interface DifficultyChange {
  readonly from: number;
  readonly to: number;
  /** The load that it was decided by: the average of about a minute, as a whole number. */
  readonly sessions: number;
  /** The load that was fine at `from`. */
  readonly target: number;
  readonly cause: DifficultyCause;
}

/**
 * The number of zero bits that all sessions of a group are asked for, and what it follows. In one process it decides by itself; a worker has
 * one that its primary sets; of several servers each has one that agrees with the others in PostgreSQL.
 */
export interface Difficulty {
  /** The number of zero bits now. A plain field: it is read for each session. */
  readonly nBits: number;
  /**
   * Takes the load of this process: the sessions in WORK, all those of one certificate as one. Call it every second.
   * @param now milliseconds of a clock that does not go back
   */
  report(load: number, now: number): void;
  /** Uses other settings from now on. */
  configure(settings: DifficultySettings): void;
  /** Emits each change after it holds. Never errors. */
  readonly changes: Observable<DifficultyChange>;
}
