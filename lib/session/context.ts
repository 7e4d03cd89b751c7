import type { Observable, SchedulerLike } from 'rxjs';
import type { Command } from '../protocol/commands.js';
import type { TlslpError } from '../protocol/errors.js';
import type { Peer, SessionEvent } from './events.js';

/** What a function of an embedder's may give: a value, a promise of it, or an observable whose first value counts. */
export type MaybeAsync<T> = T | PromiseLike<T> | Observable<T>;

/** A command of a conversation. A name stands for a body request, whose random string is drawn when its turn has come. */
export type PlannedCommand = Command | string;

/** What a hook is given besides its arguments. */
export interface HookOptions {
  /** Aborts when the session ends, or the deadline passes, before the hook has given its answer. */
  readonly signal: AbortSignal;
}

/** All that a session needs of the world, as functions and streams: no socket, no clock, no file. */
export interface SessionContext {
  /** Names the session in its events and records. */
  readonly id: string;
  /** What WORK and the checksums are computed over: 1 to 128 characters of A-Z a-z 0-9 _ -. */
  readonly token: string;
  /**
   * The conversation, with DONE as the last. Made by `planCommands`, or by hand. A function is called when the client has been
   * authorized.
   */
  readonly commands:
    readonly PlannedCommand[] | ((options: HookOptions) => MaybeAsync<readonly PlannedCommand[]>);
  /** Draws the random string of a command that is given by its name. */
  readonly drawRandomString?: () => string;
  /**
   * Writes one line (without LF) and completes once it has been handed over. Called when it is the line's turn. Whatever it fails with
   * that is no error of this package counts as TransportError `not_sent`.
   */
  readonly send: (line: string) => Observable<never>;
  /** The deadline of `send`, in seconds; 10 when not given. Null where `send` has one of its own, as `lineWriter` has. */
  readonly sendTimeout?: number | null;
  /** The deadline of WORK, in seconds; 1800 when not given. */
  readonly workTimeout?: number;
  /** The deadline of every other step, in seconds; 10 when not given. */
  readonly otherTimeout?: number;
  /**
   * Whether the client may go on, asked before anything is sent: true, or false, or the reason that it is told in a FAIL line. Everybody may
   * when not given.
   */
  readonly authorize?: (options: HookOptions) => MaybeAsync<boolean | string>;
  /** Whether an answer will do: true, or the reason that the client is told in a FAIL line at once. Every answer does when not given. */
  readonly check?: (name: string, value: string, options: HookOptions) => MaybeAsync<true | string>;
  /** The deadline of `authorize`, `check` and `commands`, each, in seconds; 10 when not given. */
  readonly hookTimeout?: number;
  /**
   * Completes once every answer that the events have told so far is safe, and is unsubscribed when the session ends before that. DONE is
   * not sent before. Nothing is waited for when not given.
   */
  readonly commit?: () => Observable<never>;
  /** The deadline of `commit`, in seconds; 60 when not given. */
  readonly commitTimeout?: number;
  /**
   * Completes once every line that had already come in has been delivered: what comes in until then, nothing asked for. A socket
   * needs it, to tell a client that sends two lines at once; a list of lines does not. Empty when not given.
   */
  readonly inputDrained?: Observable<never>;
  /** Emits the error to fail with when there is no more time for a WORK step; short steps go on. Has to replay it to late subscribers. */
  readonly draining?: Observable<TlslpError>;
  /** Emits the error to fail with, wherever the session stands. */
  readonly stopped?: Observable<TlslpError>;
  /** Time: of the deadlines, and of the events. The asyncScheduler, and `performance.now()` for durations, when not given. */
  readonly scheduler?: SchedulerLike;
  /** What is known of the other end; nothing when not given. */
  readonly peer?: Peer;
}

/** Observes the events of all sessions, and commits their answers. */
export interface RecordStore {
  /** What it throws harms nobody, but the session that it was told of is not committed any more. */
  observe(event: SessionEvent): void;
  /** Completes once all that it has observed of that session is safely kept; errors with a ServiceError `not_durable`. */
  commit(id: string): Observable<never>;
}
