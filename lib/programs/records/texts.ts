import { escapeText } from '../../protocol/escape.js';
import type { ParticipantSummary } from '../../records/participants/participant.js';
import { widthOf } from '../shared/table.js';

const MAX_LABEL_CHARS = 100;
const ADDRESS = 'address:';

/** Returns a path or an answer for a terminal, whole. */
export function shown(text: string): string {
  return escapeText(text, Infinity);
}

/** Returns what a reader calls a participant: his name, or what there is of one. */
export function labelOf({ name, identity }: Pick<ParticipantSummary, 'name' | 'identity'>): string {
  if (name !== null && name.trim() !== '') return escapeText(name, MAX_LABEL_CHARS);
  if (identity.startsWith(ADDRESS)) return `${shown(identity.slice(ADDRESS.length))} (no certificate)`;
  return `(no name) ${escapeText(identity.slice(0, 23))}`;
}

/** Returns a word of the command line in double quotes. */
export function quoted(text: string): string {
  return `"${escapeText(text)}"`;
}

/** Returns a time of a record to the minute: `2026-11-28 14:03`, in UTC. */
export function minuteOf(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

/** Returns a time of a record to the second, in UTC. */
export function secondOf(time: string): string {
  return time.slice(0, 19).replace('T', ' ');
}

/** Returns a number with its noun: `1 try`, `2 tries`. */
export function count(number: number, one: string, several: string): string {
  return `${number} ${number === 1 ? one : several}`;
}

/** Breaks a text at spaces into lines of at most so many columns, each after an indentation. */
export function wrap(text: string, columns: number, indentation: string): string {
  const width = Math.max(columns - indentation.length, 20);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((one) => `${indentation}${one}`).join('\n');
}
