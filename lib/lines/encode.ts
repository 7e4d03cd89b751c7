import { ProtocolError } from '../protocol/errors.js';
import { MAX_LINE_BYTES } from '../protocol/limits.js';

/**
 * Returns the text to write for a line, including its LF. Adds no second LF to a line that already ends with one.
 * @throws {ProtocolError} `unsendable_line`: the line has an LF inside it, has no UTF-8 form, or is longer than 1000 bytes with its LF
 */
export function encodeLine(line: string): string {
  const text = line.endsWith('\n') ? line : `${line}\n`;
  if (text.indexOf('\n') !== text.length - 1) throw unsendable('contains an LF');
  if (!text.isWellFormed()) throw unsendable('has no UTF-8 form');
  if (Buffer.byteLength(text) > MAX_LINE_BYTES) {
    throw unsendable(`is longer than ${MAX_LINE_BYTES} bytes with its LF`);
  }
  return text;
}

function unsendable(rule: string): ProtocolError {
  return new ProtocolError('unsendable_line', `The line to send ${rule}.`);
}
