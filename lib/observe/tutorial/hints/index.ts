import { checksumHints } from './checksum.js';
import { fixedWordHints } from './fixed-word.js';
import { suffixHints } from './suffix.js';
import type { Hint, Mistake } from './hint.js';

export type { Exchange, Hint, Mistake } from './hint.js';

/**
 * Explains a wrong answer. Makes the common mistakes of clients, one after another, until one gives exactly the client's line. Takes
 * some milliseconds, and some tenths of a second for a line that was built to take long.
 * @returns one hint for each mistake of the best explanation; empty when no mistake that was tried gives the line
 */
export function findHints(mistake: Mistake): readonly Hint[] {
  const { command } = mistake;
  switch (command.kind) {
    case 'hello':
      return fixedWordHints(mistake, 'HELLOBACK');
    case 'work':
      return suffixHints(mistake, command);
    case 'body':
      return checksumHints(mistake, command);
    case 'done':
      return fixedWordHints(mistake, 'OK');
  }
}
