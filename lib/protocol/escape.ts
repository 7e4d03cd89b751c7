const DEFAULT_MAX_CHARS = 200;

// Everything that could move a terminal's cursor, forge a line of a log, or show something other than what is there: controls,
// bidirectional overrides and other formats, unassigned and private characters, halves of surrogate pairs (all \p{C}), line
// separators, spaces that pass for another, what is ignored when shown, and the backslash, so that no text can pass for an escape.
const UNSAFE = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\\]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/**
 * A stranger's text made fit for a terminal or a log: one line, nothing invisible, nothing that a terminal obeys.
 * @param maxChars what is longer is cut, and says so (200 when not given)
 */
export function escapeText(text: string, maxChars: number = DEFAULT_MAX_CHARS): string {
  const cut = text.length > maxChars ? text.slice(0, maxChars) : text;
  const escaped = cut.replace(UNSAFE, (char) => SHORT[char] ?? codeEscape(char));
  return cut === text ? escaped : `${escaped}… (${text.length} characters)`;
}

function codeEscape(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
