import type { AskingCommand } from '../protocol/answers.js';
import type { TlslpError } from '../protocol/errors.js';

interface EventBase {
  /** When it happened, in milliseconds since the epoch, by the session's scheduler. */
  readonly at: number;
}

/** The server said what is to be done next. WORK's command holds the token. */
export interface ReceivedEvent extends EventBase {
  readonly type: 'received';
  readonly command: AskingCommand;
  /** The line, without its LF. */
  readonly line: string;
}

/** The proof of work is found; it is sent next. */
export interface SolvedEvent extends EventBase {
  readonly type: 'solved';
  readonly nBits: number;
  readonly suffix: string;
  /** Candidates that were hashed. */
  readonly attempts: number;
  /** From the call of the solver to its answer. */
  readonly seconds: number;
}

/** An answer was handed to the transport. It may hold a personal answer: never log its line. */
export interface RepliedEvent extends EventBase {
  readonly type: 'replied';
  readonly command: AskingCommand;
  /** The line, without its LF. */
  readonly line: string;
}

/** DONE was confirmed with OK: the server has all answers. Always the last event of its session. */
export interface DoneEvent extends EventBase {
  readonly type: 'done';
  /** Body requests that were answered. */
  readonly answers: number;
}

/** The session failed. Always the last event of its session. */
export interface FailedEvent extends EventBase {
  readonly type: 'failed';
  /** The step it failed in: HELLO, WORK, a body name, or DONE. */
  readonly step: string;
  readonly error: TlslpError;
}

/** What a session of a client tells as it happens. */
export type ClientEvent = ReceivedEvent | SolvedEvent | RepliedEvent | DoneEvent | FailedEvent;
