import { ProtocolError } from '../protocol/errors.js';
import { MAX_LINE_BYTES } from '../protocol/limits.js';

/**
 * A line as the text to write, LF included; one LF that is already there is not doubled.
 * @throws {ProtocolError} `unsendable_line`: an LF within it, not encodable as UTF-8, or longer than 1000 bytes
 */
export function encodeLine(line: string): string {
  const text = line.endsWith('\n') ? line : `${line}\n`;
  if (text.indexOf('\n') !== text.length - 1) throw unsendable('holds an LF');
  if (!text.isWellFormed()) throw unsendable('has no UTF-8 form');
  if (Buffer.byteLength(text) > MAX_LINE_BYTES) {
    throw unsendable(`is longer than ${MAX_LINE_BYTES} bytes with its LF`);
  }
  return text;
}

function unsendable(rule: string): ProtocolError {
  return new ProtocolError('unsendable_line', `The line to send ${rule}.`);
}
