import { surroundings, type Known } from './surroundings.js';

/** The most fragments that are taken of one line. */
const MAX_FRAGMENTS = 60;

/** A part of a line that may be the answer itself. */
export interface Fragment {
  readonly text: string;
  /** Where it stood, as the beginning of a hint. */
  readonly found: string;
}

const JSON_FOUND = 'The line is JSON.';

/**
 * Returns the strings and numbers in a line that is JSON, and then every word and every run of letters, digits and signs of it; each once.
 * @param known texts of the conversation that are named when they stand before a fragment
 */
export function fragmentsOf(line: string, known: readonly Known[] = []): Fragment[] {
  const seen = new Set([line]);
  const fragments: Fragment[] = [];
  const add = (text: string, found: () => string): void => {
    if (text === '' || seen.has(text) || fragments.length >= MAX_FRAGMENTS) return;
    seen.add(text);
    fragments.push({ text, found: found() });
  };
  for (const text of jsonTexts(line)) add(text, () => JSON_FOUND);
  const patterns = [
    /[^ \t\r\0]+/g,
    /[^\s"'`,;:=<>()[\]{}\\\0\r]+/g,
    /[A-Za-z0-9_-]+/g,
    /[A-Za-z0-9+/]+={0,2}/g,
    /[A-Za-z0-9]+/g,
    /[0-9]+/g,
  ];
  // The last words first: a program that says more says it before its result.
  for (const pattern of patterns) {
    for (const { 0: text, index } of Array.from(line.matchAll(pattern)).reverse()) {
      add(text, () => surroundings(line.slice(0, index), text, line.slice(index + text.length), known));
    }
  }
  return fragments;
}

/** Returns all strings and numbers of a JSON text, or of the list or object at the end of a line; none for other lines. */
function jsonTexts(line: string): string[] {
  const start = line.trimStart().startsWith('"') ? 0 : line.search(/[[{]/);
  if (start === -1) return [];
  try {
    return leaves(JSON.parse(line.slice(start).replace(/[\0\r]+$/, '')), 0);
  } catch {
    return [];
  }
}

function leaves(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null || depth > 4) return [];
  return Object.values(value).flatMap((inner) => leaves(inner, depth + 1));
}
