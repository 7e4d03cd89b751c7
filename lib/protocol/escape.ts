const DEFAULT_MAX_CHARS = 200;

// Controls, bidirectional overrides, invisible characters, line separators, and halves of surrogate pairs: everything that could
// move a terminal's cursor, forge a line of a log, or show something other than what is there.
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}|\p{Cn}|\p{Co}|\\/gu;

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
