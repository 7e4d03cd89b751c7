import type { AskingCommand } from '../../../protocol/answers.js';

/** What a wrong answer turned out to be. A hint is only made once recomputing it gave exactly what the client sent. */
export interface Hint {
  /** What was found, a sentence. It holds nothing of the client's text. */
  readonly found: string;
  /** What to do instead, one or more sentences. */
  readonly instead: string;
}

/** A command and the right answer that came to it. */
export interface Exchange {
  readonly command: AskingCommand;
  /** Without its LF. */
  readonly line: string;
}

/** A wrong answer, and all that may explain it. */
export interface Mistake {
  readonly command: AskingCommand;
  /** What the client sent, without its LF. */
  readonly line: string;
  /** What WORK and the checksums are computed over. */
  readonly token: string;
  /** The exchanges before it, oldest first. */
  readonly past: readonly Exchange[];
}
