import type { AskingCommand } from '../../../protocol/answers.js';

/** The explanation of a wrong answer. A hint is only given if making the same mistake gives exactly the client's line. */
export interface Hint {
  /** The mistake, in one sentence. It quotes nothing of the client's text. */
  readonly found: string;
  /** The correction, in one or more sentences. */
  readonly instead: string;
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
}
