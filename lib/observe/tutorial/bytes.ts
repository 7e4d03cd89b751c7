import { escapeText } from '../../protocol/escape.js';

const LF = 0x0a;
const BYTES_BEFORE = 4;
const MAX_BYTES = 24;

/** Formats a line as it was sent: escaped, with its LF shown as \n. */
export function showLine(line: string): string {
  return `${escapeText(line)}\\n`;
}

/** Formats bytes in hex, with spaces between. */
export function hexBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/**
 * Returns the bytes of a line around its first byte that is not printable ASCII, including its LF: `... 42 41 43 4b 0d 0a`. Null when
 * the line is all printable ASCII: its text then shows all its bytes.
 */
export function oddBytes(line: string): string | null {
  const bytes = Buffer.from(`${line}\n`);
  const odd = bytes.findIndex((byte) => byte < 0x20 || byte > 0x7e);
  if (odd === bytes.length - 1 && bytes[odd] === LF) return null;
  const start = Math.max(0, odd - BYTES_BEFORE);
  const end = Math.min(bytes.length, start + MAX_BYTES);
  return `${start > 0 ? '... ' : ''}${hexBytes(bytes.subarray(start, end))}${end < bytes.length ? ' ...' : ''}`;
}

/** Formats the end of a digest as bits, starting with the byte in which the zero bits begin. */
export function lastBits(digest: Uint8Array, zeroBits: number): string {
  const shown = Math.min(digest.length, Math.floor(zeroBits / 8) + 1);
  return Array.from(digest.slice(-shown), (byte) => byte.toString(2).padStart(8, '0')).join(' ');
}

/** Formats a number with a comma between thousands, independent of the locale. */
export function grouped(number: bigint): string {
  return number.toString().replace(/\B(?=(?:\d{3})+$)/g, ',');
}
