import type { AskingCommand } from '../protocol/answers.js';
import type { TlslpError } from '../protocol/errors.js';

interface EventBase {
  /** The time of the event, in milliseconds since the epoch, by the session's scheduler. */
  readonly at: number;
}

/** The server sent a command. The command WORK holds the token. */
export interface ReceivedEvent extends EventBase {
  readonly type: 'received';
  readonly command: AskingCommand;
  /** The line, without its LF. */
  readonly line: string;
}

/** The proof of work is solved. The suffix is sent next. */
export interface SolvedEvent extends EventBase {
  readonly type: 'solved';
  readonly nBits: number;
  readonly suffix: string;
  /** The number of hashed candidates. */
  readonly attempts: number;
  /** The seconds from the call of the solver to its result. */
  readonly seconds: number;
}

/** The transport took an answer. The line may hold personal data: never log it. */
export interface RepliedEvent extends EventBase {
  readonly type: 'replied';
  readonly command: AskingCommand;
  /** The line, without its LF. */
  readonly line: string;
}

/** OK was sent as the answer to DONE: the server has all answers. The last event of a session. */
export interface DoneEvent extends EventBase {
  readonly type: 'done';
  /** The number of answered body requests. */
  readonly answers: number;
}

/** The session failed. The last event of a session. */
export interface FailedEvent extends EventBase {
  readonly type: 'failed';
  /** The step that failed: HELLO, WORK, a body name, or DONE. */
  readonly step: string;
  readonly error: TlslpError;
}

/** An event of a client's session, by its `type`. */
export type ClientEvent = ReceivedEvent | SolvedEvent | RepliedEvent | DoneEvent | FailedEvent;
