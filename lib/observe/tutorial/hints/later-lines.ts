import { checkAnswer } from '../../../protocol/answers.js';
import type { Hint, Mistake } from './hint.js';

const MAX_LINES = 16;
/** With fewer bits, one of these lines may be a right suffix by chance. */
const MIN_BITS = 12;

/** Recognizes a wrong line before the right one, as a program writes that reports its progress. */
export function answeredLater({ command, token, after }: Mistake): Hint | null {
  if (after === undefined || (command.kind === 'work' && command.nBits < MIN_BITS)) return null;
  const lines = after.toString().split('\n').slice(0, -1).slice(0, MAX_LINES);
  const isRight = (line: string): boolean => {
    try {
      checkAnswer(command, line, token);
      return true;
    } catch {
      return false;
    }
  };
  if (!lines.some(isRight)) return null;
  return {
    found: 'The right answer came in a later line: more than one line was sent for one command.',
    instead: 'Send the answer alone. Write progress, and whatever else is for people, to standard error.',
  };
}
