import type { Observable, SchedulerLike } from 'rxjs';

/** Finds a suffix for WORK; gives up when the signal aborts. `solve` of lib/work is one. */
export type Solve = (
  token: string,
  nBits: number,
  options: { readonly signal: AbortSignal },
) => PromiseLike<{ readonly suffix: string; readonly attempts: number; readonly seconds: number }>;

/** The value to answer a body name with. What it throws fails the session. */
export type Answers = (name: string) => string;

/** All that a client's session needs of the world, as functions and streams: no socket, no clock, no file. */
export interface ClientContext {
  /** Writes one line (without LF) and completes once it has been handed over; an error of it fails the session. */
  readonly send: (line: string) => Observable<never>;
  readonly solve: Solve;
  readonly answers: Answers;
  /** How long the work may take, in seconds; 1800 when not given. */
  readonly workTimeout?: number;
  /** How long the server may take to say its next line, in seconds; 10 when not given. */
  readonly otherTimeout?: number;
  /**
   * Completes once every line that had already come in has been delivered. A socket needs it, to tell a server that sends two
   * commands at once; a list of lines does not. Empty when not given.
   */
  readonly inputDrained?: Observable<never>;
  /** Time: `now()` for the events, and the deadlines. The asyncScheduler when not given. */
  readonly scheduler?: SchedulerLike;
}
