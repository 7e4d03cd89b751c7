import { asyncScheduler, EMPTY, type Observable, type SchedulerLike } from 'rxjs';
import { DEFAULT_OTHER_TIMEOUT, DEFAULT_WORK_TIMEOUT } from '../protocol/constants.js';

/** The result of a solver. The suffix is checked before it is sent. */
export interface Solved {
  readonly suffix: string;
  /** The number of hashed candidates. */
  readonly attempts: number;
  /** The seconds from the call to the result, by a monotonic clock. */
  readonly seconds: number;
}

/**
 * Finds a suffix for WORK, as the package's `solve` does. Should stop when the signal aborts: the session has ended then. An error that
 * it throws or rejects with fails the session with the code `solver_failed`.
 */
export type Solve = (
  token: string,
  nBits: number,
  options: { readonly signal: AbortSignal },
) => PromiseLike<Solved>;

/**
 * Returns the value for a body name, or a promise of it: one line of at most 934 bytes of UTF-8, without an LF. The value is checked
 * before it is sent, and must come within `otherTimeout`. The signal aborts when the session ends first. An error that the function
 * throws or rejects with fails the session: an error of this package as it is, any other with the code `answer_failed`.
 */
export type Answers = (
  name: string,
  options: { readonly signal: AbortSignal },
) => string | PromiseLike<string>;

/** Everything that a client's session needs, as functions and streams: no socket, no clock, no file. */
export interface ClientContext {
  /** Writes one line, given without its LF, and completes when the transport has it. Its error fails the session. */
  readonly send: (line: string) => Observable<never>;
  readonly solve: Solve;
  readonly answers: Answers;
  /** The deadline of the work, in seconds; 1800 when not given. */
  readonly workTimeout?: number;
  /**
   * The deadline of each other step, in seconds; 10 when not given. The steps are: the server's next line, a value from `answers`,
   * and the `send` of a line.
   */
  readonly otherTimeout?: number;
  /**
   * Completes when all lines that had already arrived have been emitted. A socket needs this, to detect a server that sends two
   * commands at once; a list of lines does not. Completes at once when not given.
   */
  readonly inputDrained?: Observable<never>;
  /** The time of events and deadlines; the asyncScheduler when not given. */
  readonly scheduler?: SchedulerLike;
}

/** A context with all defaults. */
export type CompleteClientContext = Required<ClientContext>;

/** Fills in the defaults. */
export function completeContext(context: ClientContext): CompleteClientContext {
  return {
    workTimeout: DEFAULT_WORK_TIMEOUT,
    otherTimeout: DEFAULT_OTHER_TIMEOUT,
    inputDrained: EMPTY,
    scheduler: asyncScheduler,
    ...context,
  };
}
