import { isUtf8 } from 'node:buffer';
import { escapeText } from '../../protocol/escape.js';

const MAX_SHOWN_CHARS = 300;

/** Shows bytes of a peer in a message: as quoted, escaped text, or as hex when they are not UTF-8. */
export function showBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'nothing';
  if (isUtf8(bytes)) return `"${escapeText(Buffer.from(bytes).toString(), MAX_SHOWN_CHARS)}"`;
  const hex = Buffer.from(bytes.subarray(0, MAX_SHOWN_CHARS / 3)).toString('hex');
  const more = bytes.length > MAX_SHOWN_CHARS / 3 ? ` … (${bytes.length} bytes)` : '';
  return `the bytes ${(hex.match(/../g) ?? []).join(' ')}${more}`;
}
