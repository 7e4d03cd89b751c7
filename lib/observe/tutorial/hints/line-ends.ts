/** How a text without an LF ends, in place of it. */
export interface LineEnd {
  /** The number of UTF-16 code units of the end; 0 when there is none. */
  readonly length: number;
  readonly found: string;
  readonly instead: string;
}

const LF = 'End it with LF: the single byte 0a.';

const ENDS: readonly (readonly [pattern: RegExp, found: string, instead: string])[] = [
  [/\r+$/, 'The line ended with CR alone (byte 0d), without an LF.', LF],
  [
    /(?:\\r)?\\n$/,
    'The line ended with a backslash and the letter n, two characters, instead of an LF.',
    'Send the byte 0a; in a shell: printf, not echo.',
  ],
  [
    /\/n$/,
    'The line ended with a slash and the letter n instead of an LF.',
    "Write it as '\\n' in your program.",
  ],
  [
    /(?:\\x0a|%0a|&#10;|\\u000a|\\012|<br>|<lf>|\\0)$/i,
    'The line ended with a spelling of LF, as text.',
    'Send the single byte 0a.',
  ],
  [
    /\0{2,}$/,
    'The line was filled up with NUL bytes, without an LF: a buffer of a fixed size was sent whole.',
    'Send only the bytes of the text, and then one LF.',
  ],
  [
    /\0$/,
    'The line ended with a NUL byte, without an LF.',
    "Send a string's bytes without the NUL that ends it in C, and then one LF.",
  ],
  [/\u2028$|\u2029$|\u0085$|\v$|\f$/, 'The line ended with another line separator, not with LF.', LF],
  [/[\x03\x04\x1a\x1e\x17]$/, 'The line ended with another control character, not with LF.', LF],
  [
    /(?<! ) {8,}$/,
    'The line was filled up with spaces, without an LF.',
    'Send only the bytes of the text, and then one LF.',
  ],
];

/** Returns how a text ends that has no LF. */
export function lineEnd(text: string): LineEnd {
  for (const [pattern, found, instead] of ENDS) {
    const match = pattern.exec(text);
    if (match !== null) return { length: match[0].length, found, instead };
  }
  return {
    length: 0,
    found: 'The line has no LF.',
    instead: 'End it with LF (byte 0a): a line is not complete without it.',
  };
}
