import { distance } from 'fastest-levenshtein';
import type { Hint } from './hint.js';

const MAX_DISTANCE = 2;

/** Recognizes a word with a letter or two too many, too few, or wrong, and letters of another alphabet that look the same. */
export function misspelling(line: string, expected: 'HELLOBACK' | 'OK'): Hint | null {
  const instead = `Send exactly ${expected}.`;
  if (line.length > 3 * expected.length) return null;
  const joined = line.replace(/[ _.-]/g, '').toUpperCase();
  if (joined === expected)
    return { found: `${expected} is one word, without a space or a sign in it.`, instead };
  if (line.normalize('NFKC').toUpperCase() === expected) {
    return { found: `The letters are wide forms, not those of ASCII.`, instead };
  }
  if (/[^\0-\x7f]/.test(line) && line.length === expected.length) {
    return { found: 'The word has a letter that is not of ASCII: it may look the same.', instead };
  }
  const word = line.trim().toUpperCase();
  if (word === '') return null;
  if (word.replaceAll('0', 'O').replaceAll('1', 'L') === expected) {
    return { found: 'The word has a digit in place of a letter: 0 for O, or 1 for L.', instead };
  }
  const synonyms =
    expected === 'OK'
      ? ['OKAY', 'K', 'ACK', 'DONE', 'BYE', 'QUIT', 'THANKS', 'YES', 'TRUE', 'SUCCESS', 'OKBACK']
      : ['HELLO BACK', 'BACK', 'HELLO', 'HI', 'ACK', 'OLLEH'];
  if (synonyms.includes(word)) return { found: `The word is not ${expected}.`, instead };
  const most = expected === 'OK' ? 1 : MAX_DISTANCE;
  return distance(word, expected) <= most ? { found: `${expected} is misspelt.`, instead } : null;
}
