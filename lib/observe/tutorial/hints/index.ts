import { checksumHints } from './checksum.js';
import { fixedWordHints } from './fixed-word.js';
import { suffixHints } from './suffix.js';
import type { Hint, Mistake } from './hint.js';

export type { Exchange, Hint, Mistake } from './hint.js';

/**
 * Why an answer is wrong, found by recomputing it in the ways in which clients go wrong until one of them gives exactly what came.
 * Takes some milliseconds, and some tenths of a second for a line that is made to take long.
 * @returns one hint for each mistake that the best explanation takes; empty when nothing that was tried fits
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
