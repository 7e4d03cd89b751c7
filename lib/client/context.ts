import { asyncScheduler, EMPTY, type Observable, type SchedulerLike } from 'rxjs';
import { DEFAULT_OTHER_TIMEOUT, DEFAULT_WORK_TIMEOUT } from '../protocol/constants.js';

/** What a solver has found. The suffix is checked before it is sent. */
export interface Solved {
  readonly suffix: string;
  /** Candidates that were hashed. */
  readonly attempts: number;
  /** From the call of the solver to its answer, by a monotonic clock. */
  readonly seconds: number;
}

/**
 * Finds a suffix for WORK; gives up when the signal aborts, as it does when the session ends. `solve` of lib/work is one. What it throws
 * or rejects with fails the session, with the code `solver_failed`.
 */
export type Solve = (
  token: string,
  nBits: number,
  options: { readonly signal: AbortSignal },
) => PromiseLike<Solved>;

/**
 * The value to answer a body name with, now or later: one line of at most 934 bytes of UTF-8, without its LF. It is checked before
 * it is sent. The signal aborts when the session ends first; the value has `otherTimeout` to come. What the function throws or rejects
 * with fails the session: an error of this package as it is, any other with the code `answer_failed`.
 */
export type Answers = (
  name: string,
  options: { readonly signal: AbortSignal },
) => string | PromiseLike<string>;

/** All that a client's session needs of the world, as functions and streams: no socket, no clock, no file. */
export interface ClientContext {
  /** Writes one line (without LF) and completes once it has been handed over; an error of it fails the session. */
  readonly send: (line: string) => Observable<never>;
  readonly solve: Solve;
  readonly answers: Answers;
  /** How long the work may take, in seconds; 1800 when not given. */
  readonly workTimeout?: number;
  /**
   * How long the server may take to say its next line, the function `answers` to give a value, and `send` to hand over a line: each
   * so many seconds; 10 when not given.
   */
  readonly otherTimeout?: number;
  /**
   * Completes once every line that had already come in has been delivered. A socket needs it, to tell a server that sends two
   * commands at once; a list of lines does not. Empty when not given.
   */
  readonly inputDrained?: Observable<never>;
  /** Time: `now()` for the events, and the deadlines. The asyncScheduler when not given. */
  readonly scheduler?: SchedulerLike;
}

/** A context with its defaults. */
export type CompleteClientContext = Required<ClientContext>;

/** Fills in the defaults: the one place that knows them. */
export function completeContext(context: ClientContext): CompleteClientContext {
  return {
    workTimeout: DEFAULT_WORK_TIMEOUT,
    otherTimeout: DEFAULT_OTHER_TIMEOUT,
    inputDrained: EMPTY,
    scheduler: asyncScheduler,
    ...context,
  };
}
