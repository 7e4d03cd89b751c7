// An escape sequence of escapeText is never split.
const UNIT = /\\u\{[0-9a-f]+\}|\\u[0-9a-f]{4}|\\.|./gsu;
// From this code point on, most characters take two columns of a terminal. A few take one: the text is then narrower.
const FIRST_WIDE = 0x1100;

/** Splits an escaped text where it may be cut: into characters and whole escape sequences. */
export function unitsOf(text: string): readonly string[] {
  return text.match(UNIT) ?? [];
}

/** Returns how many columns of a terminal a text takes at most. */
export function columnsOf(text: string): number {
  return Array.from(text).reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) < FIRST_WIDE ? 1 : 2), 0);
}
