const DEFAULT_MAX_CHARS = 200;
/** The longest path that a system takes. */
const MAX_PATH_CHARS = 4096;

// Every character that could move a terminal's cursor, forge a log line, or hide or change what the reader sees:
// - \p{C}: controls, bidirectional overrides and other formats, unassigned and private characters, lone surrogates;
// - \p{Z}: line separators, and every space but the ordinary one;
// - characters that are not displayed at all;
// - the backslash, so that no text looks like an escape sequence of ours.
const UNSAFE = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\\]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/**
 * Escapes a stranger's text for a terminal or a log. The result is one line without control or invisible characters.
 * @param maxChars the limit, in UTF-16 code units; 200 when not given. Longer text is cut, and its full length is appended
 */
export function escapeText(text: string, maxChars: number = DEFAULT_MAX_CHARS): string {
  const cut = text.length > maxChars ? text.slice(0, maxChars) : text;
  const escaped = cut.replace(UNSAFE, (char) => SHORT[char] ?? codeEscape(char));
  return cut === text ? escaped : `${escaped}… (${text.length} characters)`;
}

/** Escapes the path of a file for a message. */
export function showPath(path: string): string {
  return escapeText(path, MAX_PATH_CHARS);
}

function codeEscape(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
