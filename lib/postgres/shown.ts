import { escapeText } from '../protocol/escape.js';

const MAX_PATH_CHARS = 4096;

/** Returns the path of a file for a message. */
export function showPath(path: string): string {
  return escapeText(path, MAX_PATH_CHARS);
}
