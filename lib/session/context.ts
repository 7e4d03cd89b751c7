import type { Observable, SchedulerLike } from 'rxjs';
import type { Command } from '../protocol/commands.js';
import type { TlslpError } from '../protocol/errors.js';
import type { Peer, SessionEvent } from './events.js';

/** All that a session needs of the world, as functions and streams: no socket, no clock, no file. */
export interface SessionContext {
  /** Names the session in its events and records. */
  readonly id: string;
  /** What WORK and the checksums are computed over: 1 to 128 characters of A-Za-z0-9_-. */
  readonly token: string;
  /** The conversation: HELLO, WORK, the body requests, and DONE as the last. Made by `planCommands`, or by hand. */
  readonly commands: readonly Command[];
  /**
   * Writes one line (without LF) and completes once it has been handed over. Called when it is the line's turn. Whatever it fails with
   * that is none of our errors counts as TransportError `not_sent`.
   */
  readonly send: (line: string) => Observable<never>;
  /** The deadline of WORK, in seconds; 1800 when not given. */
  readonly workTimeout?: number;
  /** The deadline of every other step, in seconds; 10 when not given. */
  readonly otherTimeout?: number;
  /** Completes once every answer that the events have told so far is safe, and is left when the session ends before that; DONE is not sent before. Nothing to wait for when not given. */
  readonly commit?: () => Observable<never>;
  /**
   * Completes once every line that had already come in has been delivered: what comes in until then, nothing asked for. A socket
   * needs it, to tell a client that sends two lines at once; a list of lines does not. Empty when not given.
   */
  readonly inputDrained?: Observable<never>;
  /** Emits the error to fail with when there is no more time for a WORK step; short steps go on. Has to replay it to late subscribers. */
  readonly draining?: Observable<TlslpError>;
  /** Emits the error to fail with, wherever the session stands. */
  readonly stopped?: Observable<TlslpError>;
  /** Time: `now()` for the events, and the deadlines. The asyncScheduler when not given. */
  readonly scheduler?: SchedulerLike;
  /** What is known of the other end; nothing when not given. */
  readonly peer?: Peer;
}

/** Sees the events of all sessions, and can promise that what it saw is safe. */
export interface RecordStore {
  /** Never throws. */
  observe(event: SessionEvent): void;
  /** Completes once all that it has observed of that session is on disk; errors with a ServiceError `not_durable`. */
  commit(id: string): Observable<never>;
}
