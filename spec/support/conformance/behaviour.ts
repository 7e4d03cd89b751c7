import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { Target } from '../../../lib/conformance/launch/launcher.js';

/** What a server can say, apart from FAIL. */
export type Command =
  | { readonly kind: 'hello' | 'done' }
  | { readonly kind: 'work'; readonly token: string; readonly nBits: number }
  | { readonly kind: 'request'; readonly name: string; readonly randomString: string };

/** What the client remembers of its session. */
export interface Memory {
  /** The step that it has answered last. */
  step: 'none' | 'hello' | 'work' | 'request' | 'done';
  token: string;
  /** How often each name was asked for. */
  readonly asked: Map<string, number>;
}

/** How a session of the client came to its end. */
export interface Outcome {
  /** DONE was read, and OK was written. */
  readonly ok: boolean;
  /** Why not, for a human. */
  readonly reason: string;
}

/** The output of the client. */
export interface Console {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** Everything that a client can do wrong: each member is one decision. `CORRECT` makes each of them rightly. */
export interface Behaviour {
  // The connection.
  /** Reads one of its PEM files. */
  readonly read: (path: string) => Buffer | undefined;
  /** The host that it connects to. */
  readonly host: (target: Target) => string;
  /** Its TLS options. `options` are the right ones. */
  readonly tls: (options: ConnectionOptions, target: Target) => ConnectionOptions;
  /** Called when the handshake is done, before anything came. */
  readonly onSecure: (socket: TLSSocket) => void;

  // Lines.
  /** The most bytes of a line, without its LF. */
  readonly maxLineBytes: number;
  /** Takes the first whole line off what came. Null when there is none yet. */
  readonly cut: (unread: Buffer) => { readonly line: Buffer; readonly rest: Buffer } | null;
  /** The last line, when the server has ended its side behind bytes without an LF; null for none. */
  readonly lastLine: (unread: Buffer) => Buffer | null;
  /** Bytes to text; null when they are not UTF-8. */
  readonly decode: (line: Buffer) => string | null;
  /** Text before it is parsed. */
  readonly clean: (text: string) => string;
  /** Text to words. */
  readonly words: (text: string) => readonly string[];
  readonly tokenRule: RegExp;
  readonly nameRule: RegExp;
  /** Whether a line is a FAIL. It is asked before the line is parsed. */
  readonly isFail: (text: string) => boolean;
  /** n_bits; null when it breaks a rule. */
  readonly nBits: (word: string) => number | null;
  /** A line to a command; null for a line that is none. */
  readonly parse: (line: Buffer, behaviour: Behaviour) => Command | null;
  /** Whether the command may come now. */
  readonly mayFollow: (memory: Memory, command: Command) => boolean;
  /** Whether it stops with a failure when a second line waits behind the one that it is to answer. */
  readonly noticesEarly: boolean;
  /** What it answers to a line that is no command, or out of place; null: it stops with a failure. */
  readonly onBadLine: (line: Buffer, memory: Memory) => string | null;

  // Answers.
  readonly hash: (text: string) => Buffer;
  readonly fits: (digest: Buffer, nBits: number) => boolean;
  /** The nth suffix that it tries, from 0. */
  readonly candidate: (nth: number) => string;
  /** Finds a suffix. Rejects when `stop` aborts. */
  readonly solve: (
    token: string,
    nBits: number,
    behaviour: Behaviour,
    stop: AbortSignal,
  ) => Promise<string | Buffer>;
  /** Whether it watches the connection while it solves, and stops when the server says FAIL or leaves. */
  readonly watchesWhileSolving: boolean;
  readonly checksum: (token: string, randomString: string, behaviour: Behaviour) => string;
  /** The value for a name that is asked for the nth time, from 0. */
  readonly value: (name: string, nth: number) => string;
  /** The answer to a command, without its LF; null for none. */
  readonly answer: (
    command: Command,
    memory: Memory,
    behaviour: Behaviour,
    stop: AbortSignal,
  ) => Promise<string | Buffer | null>;
  /** Writes an answer. Resolves when it is written; rejects when it cannot be. */
  readonly write: (socket: TLSSocket, answer: string | Buffer, command: Command) => Promise<void>;

  // Ends.
  /** How long it waits for the handshake, and for each line, in milliseconds. */
  readonly lineLimitMs: number;
  /** Whether bytes that come extend the wait for a line. */
  readonly bytesExtendLimit: boolean;
  /** What a FAIL means. */
  readonly onFail: (reason: string, memory: Memory) => Outcome | 'ignore';
  /** What the end of the connection, or an error of it, means. */
  readonly onEnd: (reason: string, memory: Memory) => Outcome;
  /** Called when OK is written. Resolves when the connection may be left. */
  readonly afterOk: (socket: TLSSocket) => Promise<void>;
  /** Called when it has failed. Resolves when the connection may be left. */
  readonly afterFailure: (socket: TLSSocket) => Promise<void>;

  // The program.
  readonly exitCode: (outcome: Outcome) => number;
  /** Says how it ended. */
  readonly report: (outcome: Outcome, console: Console, target: Target) => void;
  /** Called for each value that it has sent. */
  readonly reportValue: (value: string, console: Console) => void;
  /** Its exit code when a signal comes; 'default' to be ended by the signal; 'ignore' to go on. SIGKILL always ends it. */
  readonly onSignal: (signal: NodeJS.Signals) => number | 'default' | 'ignore';
  /** The processes that it leaves running. */
  readonly left: readonly string[];
}
