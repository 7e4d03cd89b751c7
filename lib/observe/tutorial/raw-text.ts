import { isUtf8 } from 'node:buffer';
import { escapeText } from '../../protocol/escape.js';
import { hexBytes } from './bytes.js';

const MAX_CHARS = 200;
const HEAD_BYTES = 32;
const TAIL_BYTES = 8;
const BYTES_BEFORE = 4;

/** Formats bytes as text: printable ASCII as it is, other characters as in `escapeText`, and each byte as `\xff` when they are not UTF-8. */
export function escapeBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return escapeText(bytes.toString());
  const escaped = Array.from(bytes.subarray(0, MAX_CHARS), (byte) =>
    byte < 0x20 || byte > 0x7e
      ? `\\x${byte.toString(16).padStart(2, '0')}`
      : escapeText(String.fromCharCode(byte)),
  );
  return escaped.join('') + (bytes.length > MAX_CHARS ? '\u2026' : '');
}

/**
 * Formats the beginning and the end of bytes in hex.
 * @param length the number of all bytes, of which `bytes` may be only the first
 */
export function hexEnds(bytes: Buffer, length = bytes.length): string {
  if (length <= HEAD_BYTES + TAIL_BYTES) return hexBytes(bytes);
  const tail = length === bytes.length ? ` ${hexBytes(bytes.subarray(-TAIL_BYTES))}` : '';
  return `${hexBytes(bytes.subarray(0, HEAD_BYTES))} ...${tail}`;
}

/** Formats bytes in hex around their first byte that is not ASCII; `...` stands for what is left out. */
export function hexAroundOdd(bytes: Buffer): string {
  const odd = bytes.findIndex((byte) => byte > 0x7e);
  const start = odd < HEAD_BYTES ? 0 : odd - BYTES_BEFORE;
  const shown = bytes.subarray(start, start + HEAD_BYTES);
  return `${start > 0 ? '... ' : ''}${hexBytes(shown)}${start + shown.length < bytes.length ? ' ...' : ''}`;
}
