import { checksumHints, checksumNotes } from './checksum.js';
import { fixedWordHints } from './fixed-word.js';
import { answeredLater } from './later-lines.js';
import { explainSuffix } from './suffix.js';
import type { Explanation, Hint, Mistake } from './hint.js';

export type { Exchange, Explanation, Hint, Mistake } from './hint.js';

/**
 * Explains a wrong answer. Makes the common mistakes of clients, one after another, until one gives exactly the client's line. Takes
 * some milliseconds, and up to a second for a line that nothing explains.
 * @returns one hint for each mistake of the best explanation, none when no mistake that was tried gives the line; and then notes
 */
export function explainMistake(mistake: Mistake): Explanation {
  const explanation = explainLine(mistake);
  const later = explanation.hints.length > 0 ? null : answeredLater(mistake);
  return later === null ? explanation : { hints: [later], notes: [] };
}

function explainLine(mistake: Mistake): Explanation {
  const { command } = mistake;
  switch (command.kind) {
    case 'hello':
      return { hints: fixedWordHints(mistake, 'HELLOBACK'), notes: [] };
    case 'work':
      return explainSuffix(mistake, command);
    case 'body':
      return { hints: checksumHints(mistake, command), notes: checksumNotes(mistake.line) };
    case 'done':
      return { hints: fixedWordHints(mistake, 'OK'), notes: [] };
  }
}

/** Returns the hints alone. */
export function findHints(mistake: Mistake): readonly Hint[] {
  return explainMistake(mistake).hints;
}
