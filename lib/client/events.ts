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
  /** The number of hashed candidates; 0 for a suffix that was found, and told, on an earlier connection. */
  readonly attempts: number;
  /** The seconds that the search took, over all connections; 0 for a suffix that was told before. */
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
  /** Whether another connection may end better: this one was lost, or the server cannot go on at the moment. Never after DONE. */
  readonly temporary: boolean;
}

/** An event of a client's session, by its `type`. */
export type ClientEvent = ReceivedEvent | SolvedEvent | RepliedEvent | DoneEvent | FailedEvent;

/** The client is connected, and the server is verified (except with `insecure`). */
export interface ConnectedEvent {
  readonly type: 'connected';
  /** The time in milliseconds since the epoch, by the run's scheduler. */
  readonly at: number;
  readonly host: string;
  readonly port: number;
  /** The TLS version, such as TLSv1.3. */
  readonly protocol: string;
  readonly cipher: string;
}

/** The server is verified, but something about it should be put right. At most once, after `connected`. */
export interface WarningEvent {
  readonly type: 'warning';
  readonly at: number;
  /** One sentence for the user. */
  readonly message: string;
}

/** The connection is closed. The last event of a connection. */
export interface ClosedEvent {
  readonly type: 'closed';
  readonly at: number;
  /** True when the server closed its side in order; false when the connection was destroyed. */
  readonly graceful: boolean;
}

/** The connection was lost, or there was none. After a pause the client connects again. Only with `reconnect`. */
export interface ReconnectingEvent {
  readonly type: 'reconnecting';
  readonly at: number;
  /** Counts the attempts from 1. Starts anew after a connection that held for a minute. */
  readonly attempt: number;
  /** The pause, in seconds. */
  readonly seconds: number;
  /** The error of the last session, as its `failed` event has it, or that of the connection that could not be made. */
  readonly error: TlslpError;
}

/** An event of a client's run, by its `type`. */
export type ClientRunEvent = ConnectedEvent | WarningEvent | ClientEvent | ClosedEvent | ReconnectingEvent;
