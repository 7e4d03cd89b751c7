import type { Observable, SchedulerLike } from 'rxjs';
import type { Command } from '../protocol/commands.js';
import type { TlslpError } from '../protocol/errors.js';
import type { MaybeAsync } from '../rx/maybe-async.js';
import type { Peer, SessionEvent } from './events.js';
import type { SessionEnd } from './fail-when.js';
import type { StickyWork } from './work-store.js';

export type { MaybeAsync };

/** A command of a session. A string is the name of a body request; its random string is drawn just before it is sent. */
export type PlannedCommand = Command | string;

/** The options that a hook gets after its arguments. */
export interface HookOptions {
  /** Aborts when the session ends, or the deadline passes, before the hook has a result. */
  readonly signal: AbortSignal;
}

/** How long a client has to be silent, in seconds. */
export interface Silence {
  /** Before the first command. */
  readonly first: number;
  /** Before every other command, and after the last answer. */
  readonly next: number;
}

/** Everything that a session needs, as functions and streams: no socket, no clock, no file. */
export interface SessionContext {
  /** The session's id in its events and records. */
  readonly id: string;
  /** The token of WORK and of the checksums, unless `stickyWork` gives another: 1 to 128 characters of A-Z a-z 0-9 _ -. */
  readonly token: string;
  /**
   * Whose work it is, and where it is kept, so that it survives a lost connection. The token and n_bits of WORK are as planned when not
   * given.
   */
  readonly stickyWork?: StickyWork;
  /**
   * The commands to send, with DONE as the last; see `planCommands`. A function is called after the client has been authorized, and
   * returns the list.
   */
  readonly commands:
    readonly PlannedCommand[] | ((options: HookOptions) => MaybeAsync<readonly PlannedCommand[]>);
  /** Draws the random string of a command that is only a name. Required when `commands` has a name. */
  readonly drawRandomString?: () => string;
  /**
   * Writes one line, given without its LF, and completes when the transport has it. Called at the moment of sending. An error that is
   * not of this package becomes a TransportError `not_sent`.
   */
  readonly send: (line: string) => Observable<never>;
  /** The deadline of `send`, in seconds; 10 when not given. Null when `send` has its own deadline, as `lineWriter` has. */
  readonly sendTimeout?: number | null;
  /** The deadline of WORK, in seconds; 1800 when not given. */
  readonly workTimeout?: number;
  /** The deadline of every other step, in seconds; 10 when not given. */
  readonly otherTimeout?: number;
  /**
   * The deadline of the whole session, in seconds; none when null or not given. It counts while the session waits for an answer before
   * DONE. Calls of functions, and the commit, have only their own deadlines.
   */
  readonly sessionTimeout?: number | null;
  /**
   * Decides whether the client may go on, before anything is sent. Returns true, false, or a reason to refuse it, which the FAIL line
   * shows. All clients may go on when not given.
   */
  readonly authorize?: (options: HookOptions) => MaybeAsync<boolean | string>;
  /** Checks an answer. Returns true, or a reason to refuse it, which the FAIL line shows. All answers are accepted when not given. */
  readonly check?: (name: string, value: string, options: HookOptions) => MaybeAsync<true | string>;
  /** The deadline of each call of `authorize`, `check` and `commands`, in seconds; 10 when not given. */
  readonly hookTimeout?: number;
  /**
   * Completes when every answer of the events so far is safely stored. DONE is sent only then. The session unsubscribes when it ends
   * before that. DONE waits for nothing when not given.
   */
  readonly commit?: () => Observable<never>;
  /** The deadline of `commit`, in seconds; 20 when not given. */
  readonly commitTimeout?: number;
  /**
   * Completes when all lines that had already arrived have been emitted. A line that comes before that is unsolicited. A socket needs
   * this, to detect a client that sends two lines at once; a list of lines does not. Completes at once when not given.
   */
  readonly inputDrained?: Observable<never>;
  /**
   * How long the client has to be silent before a command is sent. A line that comes meanwhile is unsolicited, so a client that does not
   * wait for its turn fails on every run. Commands are sent at once when not given.
   */
  readonly silence?: Silence;
  /** Returns whether a short step that begins now has half its time: every step but WORK. Never when not given. */
  readonly isStressed?: () => boolean;
  /** Emits what ends the session in any step: an error, or a function that returns one for the peers whose sessions end. */
  readonly stopped?: Observable<SessionEnd>;
  /** The time of deadlines and events. When not given, the asyncScheduler, and `performance.now()` for durations. */
  readonly scheduler?: SchedulerLike;
  /** The client's address, certificate and TLS parameters; all null when not given. */
  readonly peer?: Peer;
}

/** Observes the events of all sessions, and stores their answers. */
export interface RecordStore {
  /** Takes an event. If it throws, `commit` of that session fails; other sessions are not affected. */
  observe(event: SessionEvent): void;
  /** Completes when the observed events of the session are safely stored. Errors with a ServiceError `not_durable`. */
  commit(id: string): Observable<never>;
  /** Returns why no session can begin now, such as a full disk; null if one can. Called for each client. Default: always null. */
  shortage?(): TlslpError | null;
}
