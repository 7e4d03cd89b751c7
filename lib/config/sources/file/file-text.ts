import { isUtf8 } from 'node:buffer';

/** A file with all options and some thousand names is smaller. */
export const MAX_FILE_BYTES = 256 * 1024;

/** A mistake in the file, without its path. */
export interface Flaw {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  /** Already escaped. */
  readonly problem: string;
}

const LF = 0x0a;
const UTF16_MARKS = [
  [0xff, 0xfe],
  [0xfe, 0xff],
];
/** Control characters that YAML forbids. An editor does not show them. */

const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\uFEFF\uFFFE\uFFFF]/;

/** Decodes the bytes of a configuration file, without its byte order mark. */
export function fileText(bytes: Uint8Array): string | Flaw {
  if (bytes.length > MAX_FILE_BYTES) return flaw(1, 1, `is larger than ${MAX_FILE_BYTES / 1024} KiB`);
  if (UTF16_MARKS.some((mark) => mark.every((byte, index) => bytes[index] === byte))) {
    return flaw(1, 1, 'is UTF-16 text: save it as UTF-8');
  }
  if (!isUtf8(bytes)) return flaw(brokenLine(bytes), 1, 'is not UTF-8 text');
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  const forbidden = FORBIDDEN.exec(text);
  if (forbidden === null) return text;
  const before = text.slice(0, forbidden.index).split('\n');
  const code = forbidden[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return flaw(before.length, (before.at(-1)?.length ?? 0) + 1, `has the control character U+${code}`);
}

function flaw(line: number, column: number, problem: string): Flaw {
  return { line, column, problem: `the file ${problem}` };
}

/** Returns the first line that is not UTF-8. No character has a LF among its bytes. */
function brokenLine(bytes: Uint8Array): number {
  for (let line = 1, start = 0; ; line++) {
    const end = bytes.indexOf(LF, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}
