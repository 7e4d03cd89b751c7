import type { AskingCommand } from '../../../protocol/answers.js';

/** The explanation of a wrong answer. A hint is only given if making the same mistake gives exactly the client's line. */
export interface Hint {
  /** The mistake, in one sentence. It quotes nothing of the client's text. */
  readonly found: string;
  /** The correction, in one or more sentences. */
  readonly instead: string;
  /** Whether this is all that is wrong, so that nothing else is to check. Default: false. */
  readonly isAll?: boolean;
}

/** What a wrong answer means: hints, or else notes that are true but name no cause. */
export interface Explanation {
  readonly hints: readonly Hint[];
  readonly notes: readonly string[];
}

/** A command and its right answer. */
export interface Exchange {
  readonly command: AskingCommand;
  /** The answer, without its LF. */
  readonly line: string;
}

/** A wrong answer, with everything that may explain it. */
export interface Mistake {
  readonly command: AskingCommand;
  /** The client's line, without its LF. */
  readonly line: string;
  /** The token of WORK and of the checksums. */
  readonly token: string;
  /** The exchanges before it, oldest first. */
  readonly past: readonly Exchange[];
  /** The bytes that had come after the line, or their beginning. None when not given. */
  readonly after?: Buffer;
}

/** Bytes that are no line to judge: without an LF, not UTF-8, or too long. */
export interface RawInput {
  /** The command that waits for an answer, or null. */
  readonly asked: AskingCommand | null;
  readonly token: string;
  readonly past: readonly Exchange[];
  /** The bytes; when they are many, only their beginning. */
  readonly bytes: Buffer;
  /** The number of all bytes. */
  readonly length: number;
  /** Whether an LF came after them. */
  readonly ended: boolean;
}
