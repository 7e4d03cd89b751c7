import { escapeText } from '../../protocol/escape.js';

const PLAIN = /^[A-Za-z0-9_@%+=:,./{}-]+$/;

/** Formats words as a command line for a shell. Words with control characters are shown escaped, and cannot be pasted. */
export function quoteWords(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

function quoteWord(word: string): string {
  if (PLAIN.test(word)) return word;
  // A backslash needs no escape between apostrophes.
  const shown = escapeText(word.replaceAll('\\', '\uffff'), Infinity).replaceAll(/\\uffff|\uffff/g, '\\');
  return `'${shown.replaceAll("'", `'\\''`)}'`;
}
