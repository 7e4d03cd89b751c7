import { escapeText } from '../../protocol/escape.js';

const LF = 0x0a;
const BYTES_BEFORE = 4;
const MAX_BYTES = 24;

/** A line as it went over the wire: escaped, its LF shown as \n. */
export function showLine(line: string): string {
  return `${escapeText(line)}\\n`;
}

/** The bytes of a text, in hex. */
export function hexBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/**
 * The bytes of a line around what its text does not show, its LF included: `... 42 41 43 4b 0d 0a`. Null where the
 * line is all printable ASCII, which says by itself what its bytes are.
 */
export function oddBytes(line: string): string | null {
  const bytes = Buffer.from(`${line}\n`);
  const odd = bytes.findIndex((byte) => byte < 0x20 || byte > 0x7e);
  if (odd === bytes.length - 1 && bytes[odd] === LF) return null;
  const start = Math.max(0, odd - BYTES_BEFORE);
  const end = Math.min(bytes.length, start + MAX_BYTES);
  return `${start > 0 ? '... ' : ''}${hexBytes(bytes.subarray(start, end))}${end < bytes.length ? ' ...' : ''}`;
}

/** The last bytes of a digest as bits, as many as show where its zeros begin. */
export function lastBits(digest: Uint8Array, zeroBits: number): string {
  const shown = Math.min(digest.length, Math.floor(zeroBits / 8) + 1);
  return Array.from(digest.slice(-shown), (byte) => byte.toString(2).padStart(8, '0')).join(' ');
}

/** A number with its thousands apart, the same in every locale. */
export function grouped(number: bigint): string {
  return number.toString().replace(/\B(?=(?:\d{3})+$)/g, ',');
}
