import type { TLSSocket, TlsOptions } from 'node:tls';
import type { Socket } from 'node:net';

/** What every session of a server knows. */
export interface Memory {
  /** Tokens that were given to a certificate, by its fingerprint, and that nobody holds now. */
  readonly waiting: Map<string, string[]>;
  /** Counts sessions, from 1. */
  sessions: number;
  /** How many are open. */
  open: number;
  /** The last token that was given to anybody. */
  lastToken: string;
  /** The last random string that was given to anybody. */
  lastRandomString: string;
}

/** What is known of a session. */
export interface Session {
  token: string;
  randomString: string;
  /** The random string of the request before. */
  earlierRandomString: string;
  readonly fingerprint: string;
  readonly number: number;
}

/** An answer to a request, in its parts. */
export interface Answer {
  readonly checksum: string;
  readonly value: string;
}

/** Every decision of a server of the tests. */
export interface ServerBehaviour {
  /** The options of the TLS server. */
  readonly tls: (options: TlsOptions) => TlsOptions;
  /** The deadline of the handshake, in milliseconds. */
  readonly handshakeMs: number;
  /** What it does with bytes that are not TLS. */
  readonly onHandshakeError: (tcp: Socket, exit: (code: number) => void) => void;
  /** Whether a session may start. */
  readonly admits: (socket: TLSSocket, memory: Memory) => boolean;
  /** How many sessions there are at once; those that come later wait. */
  readonly atOnce: number;
  /** How many connections there are at once; those that come later are closed. */
  readonly maxConnections: number;

  /** The most bytes of a line, without its LF. */
  readonly maxLine: number;
  /** The length of a line, as it is held against `maxLine`. */
  readonly lengthOf: (bytes: Buffer) => number;
  /** Whether what came at once is a line, with or without an LF. */
  readonly readIsLine: boolean;
  /** Whether a line is too long only when its LF has come. */
  readonly waitsForLf: boolean;
  /** Returns null for bytes that are no text. */
  readonly decode: (bytes: Buffer) => string | null;
  /** What it makes of a line before it looks at it. */
  readonly clean: (text: string) => string;
  /** What it does with a line that nobody asked for. */
  readonly early: 'fail' | 'swallow' | 'keep';

  readonly hello: string;
  /** Lines that it says with HELLO, unasked. */
  readonly withHello: string;
  readonly isHelloback: (text: string) => boolean;
  readonly isOk: (text: string) => boolean;
  readonly nBits: number;
  readonly token: (memory: Memory, session: Session) => string;
  readonly workLine: (token: string, nBits: number) => string;
  readonly solves: (token: string, suffix: string, nBits: number, memory: Memory) => boolean;
  /** Whether a token whose suffix was wrong is given again. */
  readonly keepsToken: boolean;
  readonly sticky: boolean;
  readonly names: readonly string[];
  readonly randomString: (memory: Memory, session: Session) => string;
  readonly requestLine: (name: string, randomString: string) => string;
  readonly split: (text: string) => Answer;
  /** Whether a checksum is that of the session's last request. */
  readonly isChecksum: (checksum: string, session: Session, memory: Memory) => boolean;

  readonly otherMs: number;
  readonly doneMs: number;
  readonly workMs: number;
  /** Whether each byte begins the deadline anew. */
  readonly bytesExtend: boolean;
  /** Whether the time of all steps counts together. */
  readonly oneDeadline: boolean;

  /** The line for a failure. */
  readonly failLine: (reason: string, text: string) => string;
  /** Ends a connection after its last line. */
  readonly close: (socket: TLSSocket, tcp: Socket) => void;
  readonly closeAfterOk: (socket: TLSSocket, tcp: Socket) => void;
  /** What it does when the client has gone. */
  readonly onGone: (exit: (code: number) => void) => void;
  /** What it does after a session that failed. */
  readonly onFailed: (exit: (code: number) => void, endAll: () => void) => void;
  /** What it does after a session that is done. */
  readonly onDone: (exit: (code: number) => void) => void;

  /** When the answers of a session are kept; `later` is a second after DONE. */
  readonly keeps: 'before_done' | 'after_ok' | 'later' | 'never' | 'at_once';
  readonly kept: (value: string) => string;

  /** What SIGTERM does: ends in order, cuts sessions off, waits for them, or nothing. */
  readonly onTerm: 'tell' | 'cut' | 'wait' | 'nothing' | 'keep_port';
  /** The exit code where the port is taken; null for none: it goes on trying. */
  readonly portTaken: number | null;
  /** Whether it starts again after a kill. */
  readonly startsAfterKill: boolean;
  /** What it prints of a session. */
  readonly prints: (session: Session, text: string, keyPem: string) => string;
}
